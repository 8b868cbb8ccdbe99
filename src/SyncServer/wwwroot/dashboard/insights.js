// @ts-check
import { Identity, SignedOutError } from '../editor/identity.js';

/**
 * @typedef {{ count: number, mean: number, p50: number, p95: number, p99: number }} Values
 * @typedef {{ at: string, seconds: number, saves: Record<string, number>, conflicts: number, values: Record<string, Values> }} Step
 * @typedef {{ collection: string, id: string, count: number }} HotDocument
 * @typedef {{
 *   at: string, stepSeconds: number, hour: Step, steps: Step[], now: Record<string, number>,
 *   mostSaved: HotDocument[], mostConflicts: HotDocument[],
 * }} Insights
 */

/** The user is not allowed to read the insights. */
export class NotAllowedError extends Error {}

const identity = new Identity(document.baseURI);

/** Reads the last hour, with the token of the user who is signed in at the editor, if any. @returns {Promise<Insights>} */
export async function readInsights() {
  const response = await fetch(new URL('insights', document.baseURI), { headers: await authorization() });
  if (response.status === 401 || response.status === 403) throw new NotAllowedError('Only operators can see this.');
  if (!response.ok) throw new Error(`The server responded with status ${response.status}.`);
  return response.json();
}

/** @returns {Promise<Record<string, string>>} */
async function authorization() {
  try {
    return { Authorization: `Bearer ${await identity.token()}` };
  } catch (error) {
    if (error instanceof SignedOutError) return {};
    throw error;
  }
}
