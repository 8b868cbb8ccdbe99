// @ts-check
import { element } from '../editor/elements.js';
import { Chart } from './chart.js';
import { charts as definitions } from './charts.js';
import { NotAllowedError, readInsights } from './insights.js';
import { html } from './svg.js';
import { tiles } from './tiles.js';

/** The polling interval. All times are in milliseconds. */
const interval = 5_000;
const hour = 3_600_000;
/** The shortest time axis, for a server that has just started. */
const minAxis = 300_000;
/** A shorter step is not shown yet. */
const minStep = 2_000;

const status = element('status');
const charts = definitions.map((definition) => new Chart(definition));
element('charts').append(...charts.map((chart) => chart.element));

/**
 * The steps in order of time, including those in which nothing happened.
 * @param {import('./insights.js').Insights} insights
 * @returns {import('./chart.js').Timeline}
 */
function timelineOf({ at, stepSeconds, hour: { at: start }, steps }) {
  const [now, began, step] = [Date.parse(at), Date.parse(start), stepSeconds * 1000];
  // Starts a whole number of steps before the newest one, so that each step has one index.
  const newest = Date.parse(steps.at(-1)?.at ?? at);
  const from = newest - step * Math.floor((newest - Math.max(now - hour, Math.min(began, now - minAxis))) / step);
  // A step that has only begun is left out.
  const places = /** @type {(import('./insights.js').Step | null)[]} */ (Array(Math.max(1, Math.floor((now - from - minStep) / step) + 1)).fill(null));
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
    if (error instanceof NotAllowedError) say('refused', `${error.message} Sign in to the editor as an operator, then reload this page.`);
    else say('lost', 'The server cannot be reached. Retrying…');
  }
}

/**
 * @param {string} state
 * @param {string} words
 */
function say(state, words) {
  // Screen readers announce only a change of state.
  if (state !== status.dataset.state) element('announcer').textContent = words;
  status.dataset.state = state;
  status.textContent = words;
}

async function run() {
  if (!document.hidden) await update();
  setTimeout(run, interval);
}

document.addEventListener('visibilitychange', () => document.hidden || update());
run();
