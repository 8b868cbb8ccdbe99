// @ts-check
import { savesOf } from './charts.js';
import { duration, short } from './numbers.js';
import { html } from './svg.js';

/** The gauges of circuit breakers begin so. */
const breaker = 'syncserver.circuit.state.';
/** Gauges with a tile of their own. */
const gauges = /** @type {[string, string][]} */ ([['syncserver.queue.depth', 'waiting saves'], ['syncserver.subscribers', 'subscribers']]);

/**
 * The numbers on top.
 * @param {import('./insights.js').Insights} insights
 */
export function tiles({ hour, steps, now }) {
  const newest = steps.findLast((step) => step.seconds >= 2);
  const saves = savesOf(hour);
  /** @type {[string, string, string][]} */
  const shown = [
    ['saves in a second', newest ? short(savesOf(newest) / newest.seconds) : '0', ''],
    ['saves in the hour', short(saves), ''],
    ['conflicts of 1,000 saves', saves ? short((1000 * hour.conflicts) / saves) : '0', ''],
    ['overrides in the hour', short(hour.saves.forced ?? 0), ''],
    ['decision p99', hour.values.decision ? duration(hour.values.decision.p99) : '–', ''],
    ...gauges.filter(([gauge]) => gauge in now).map(([gauge, name]) => /** @type {[string, string, string]} */ ([name, short(now[gauge]), ''])),
    ...Object.entries(now).filter(([gauge]) => gauge.startsWith(breaker)).map(([gauge, state]) => /** @type {[string, string, string]} */ (
      [gauge.slice(breaker.length), ['reached', 'being tried', 'cut off'][state] ?? '–', state === 0 ? '' : 'warn'])),
  ];
  return shown.map(([name, value, style]) => html('div', { class: `tile ${style}` }, html('dt', {}, name), html('dd', {}, value)));
}
