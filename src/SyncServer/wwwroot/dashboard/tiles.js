// @ts-check
import { savesOf } from './charts.js';
import { duration, short } from './numbers.js';
import { html } from './svg.js';

/** The prefix of the gauges of circuit breakers. */
const breaker = 'syncserver.circuit.state.';
/** Other gauges that have a tile. */
const gauges = /** @type {[string, string][]} */ ([['syncserver.queue.depth', 'queued saves'], ['syncserver.subscribers', 'subscribers']]);

/**
 * The tiles at the top.
 * @param {import('./insights.js').Insights} insights
 */
export function tiles({ hour, steps, now }) {
  const newest = steps.findLast((step) => step.seconds >= 2);
  const saves = savesOf(hour);
  /** @type {[string, string, string][]} */
  const shown = [
    ['saves per second', newest ? short(savesOf(newest) / newest.seconds) : '0', ''],
    ['saves in the last hour', short(saves), ''],
    ['conflicts per 1,000 saves', saves ? short((1000 * hour.conflicts) / saves) : '0', ''],
    ['forced saves in the last hour', short(hour.saves.forced ?? 0), ''],
    ['decision p99', hour.values.decision ? duration(hour.values.decision.p99) : '–', ''],
    ...gauges.filter(([gauge]) => gauge in now).map(([gauge, name]) => /** @type {[string, string, string]} */ ([name, short(now[gauge]), ''])),
    ...Object.entries(now).filter(([gauge]) => gauge.startsWith(breaker)).map(([gauge, state]) => /** @type {[string, string, string]} */ (
      [gauge.slice(breaker.length), ['available', 'probing', 'unavailable'][state] ?? '–', state === 0 ? '' : 'warn'])),
  ];
  return shown.map(([name, value, style]) => html('div', { class: `tile ${style}` }, html('dt', {}, name), html('dd', {}, value)));
}
