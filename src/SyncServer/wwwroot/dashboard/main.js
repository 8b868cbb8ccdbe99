// @ts-check
import { element } from '../editor/elements.js';
import { Chart } from './chart.js';
import { charts as definitions } from './charts.js';
import { NotShownError, readInsights } from './insights.js';
import { html } from './svg.js';
import { tiles } from './tiles.js';

const pace = 5_000;
const hour = 3_600_000;
/** A server that was started just now shows at least so much. */
const least = 300_000;
/** A step of less is not shown yet. */
const young = 2_000;

const status = element('status');
const charts = definitions.map((definition) => new Chart(definition));
element('charts').append(...charts.map((chart) => chart.element));

/**
 * The steps in their places in time, those in which nothing happened included.
 * @param {import('./insights.js').Insights} insights
 * @returns {import('./chart.js').Timeline}
 */
function timelineOf({ at, stepSeconds, hour: { at: start }, steps }) {
  const [now, began, step] = [Date.parse(at), Date.parse(start), stepSeconds * 1000];
  // A whole number of steps before the newest, so that each has a place of its own.
  const newest = Date.parse(steps.at(-1)?.at ?? at);
  const from = newest - step * Math.floor((newest - Math.max(now - hour, Math.min(began, now - least))) / step);
  // A step that has only begun says little.
  const places = /** @type {(import('./insights.js').Step | null)[]} */ (Array(Math.max(1, Math.floor((now - from - young) / step) + 1)).fill(null));
  for (const one of steps) {
    const place = Math.round((Date.parse(one.at) - from) / step);
    if (place in places) places[place] = one;
  }
  return { from, step, steps: places, known: Math.floor((began - from) / step) };
}

/**
 * @param {string} id
 * @param {import('./insights.js').HotDocument[]} documents
 */
function list(id, documents) {
  const rows = documents.map(({ collection, id: name, count }) =>
    html('tr', {}, html('td', {}, `${collection}/${name}`), html('td', {}, count.toLocaleString('en'))));
  element(id).replaceChildren(...(rows.length ? rows : [html('tr', {}, html('td', { colspan: '2', class: 'none' }, 'None yet.'))]));
}

async function update() {
  try {
    const insights = await readInsights();
    const timeline = timelineOf(insights);
    for (const chart of charts) chart.show(timeline);
    element('tiles').replaceChildren(...tiles(insights));
    list('most-saved', insights.mostSaved);
    list('most-conflicts', insights.mostConflicts);
    say('live', `live · ${new Date(insights.at).toLocaleTimeString()}`);
  } catch (error) {
    if (error instanceof NotShownError) say('refused', `${error.message} Sign in as one at the editor, then come back.`);
    else say('lost', 'The server cannot be reached. Trying again…');
  }
}

/**
 * @param {string} state
 * @param {string} words
 */
function say(state, words) {
  // The ear is told of a change only.
  if (state !== status.dataset.state) element('announcer').textContent = words;
  status.dataset.state = state;
  status.textContent = words;
}

async function run() {
  if (!document.hidden) await update();
  setTimeout(run, pace);
}

document.addEventListener('visibilitychange', () => document.hidden || update());
run();
