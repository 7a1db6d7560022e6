// SPDX-License-Identifier: Apache-2.0
// Events and deliveries over time. uPlot is loaded when the chart is, so the view does not wait for it.
import { html, Component } from '../lib/ui.js';
import { api } from '../lib/api.js';
import { number } from '../lib/format.js';
import { t } from '../lib/text.js';

const kLines = [['events', '--line-1'], ['delivered', '--line-2'], ['failed', '--line-3']];
let loading = null;

/** uPlot sets one global name; its file stays as its authors publish it. */
function loadPlot() {
  loading ||= new Promise((resolve, reject) => {
    const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'vendor/uplot.css' });
    const script = Object.assign(document.createElement('script'), { src: 'vendor/uplot.iife.min.js' });
    script.onload = () => resolve(window.uPlot);
    script.onerror = reject;
    document.head.append(sheet, script);
  });
  return loading;
}

export class Chart extends Component {
  async componentDidMount() {
    this.isHere = true;
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.again = () => this.draw();
    this.dark.addEventListener('change', this.again);
    this.watch = new ResizeObserver(() => this.plot?.setSize(this.size()));
    try {
      const [history, Plot] = await Promise.all([api.get('history', { hours: 24 }), loadPlot()]);
      if (!this.isHere) return;
      this.Plot = Plot;
      this.setState({ history }, () => this.draw());
    } catch {
      this.setState({ hasFailed: true }); // the rest of the overview does not need it
    }
  }

  componentWillUnmount() {
    this.isHere = false;
    this.dark.removeEventListener('change', this.again);
    this.watch.disconnect();
    this.plot?.destroy();
  }

  size() {
    return { width: this.place.clientWidth, height: 200 };
  }

  draw() {
    const { history } = this.state;
    if (!history || !this.place) return;
    this.plot?.destroy();
    const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--edge'), width: 1 }, ticks: { show: false } };
    const series = kLines.map(([name, line], i) => ({ label: t(`chart.${name}`), stroke: colour(line), width: 2,
      dash: i ? [6 / i, 3] : undefined, value: (plot, value) => number(value) }));
    this.plot = new this.Plot({ ...this.size(), axes: [axis, { ...axis, size: 48 }], series: [{}, ...series] },
      [history.times, ...kLines.map(([name]) => history[name])], this.place);
    this.watch.observe(this.place);
  }

  render(props, { history, hasFailed }) {
    const sum = (name) => history[name].reduce((a, b) => a + b, 0);
    return html`<section aria-labelledby="chart">
      <h2 id="chart">${t('chart')}</h2>
      ${hasFailed && html`<p>${t('chart.missing')}</p>`}
      ${history && html`<p>${kLines.map(([name]) => `${t(`chart.${name}`)}: ${number(sum(name))}`).join(' · ')}</p>`}
      <div class="plot" aria-hidden="true" ref=${(e) => { this.place = e; }}></div>
    </section>`;
  }
}
