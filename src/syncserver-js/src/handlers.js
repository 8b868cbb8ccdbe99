// @ts-check

/**
 * Calls a handler of the application. An exception is reported as unhandled, and stops no save.
 * @template Argument, Result
 * @param {((argument: Argument) => Result) | null | undefined} handler
 * @param {Argument} argument
 * @returns {Result | undefined}
 */
export function callHandler(handler, argument) {
  try {
    return handler?.(argument);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
    return undefined;
  }
}
