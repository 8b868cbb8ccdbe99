/**
 * Calls a handler of the application. An exception is reported as unhandled, and stops no save.
 * @template Argument, Result
 * @param {((argument: Argument) => Result) | null | undefined} handler
 * @param {Argument} argument
 * @returns {Result | undefined}
 */
export declare function callHandler<Argument, Result>(handler: ((argument: Argument) => Result) | null | undefined, argument: Argument): Result | undefined;
