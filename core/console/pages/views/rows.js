// SPDX-License-Identifier: Apache-2.0
// A long list of which only the rows that can be seen are in the page, so 100,000 rows scroll.
import { html, Component } from '../lib/ui.js';

const kMargin = 10; // rows drawn above and below

const rowHeight = () => parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row'));

/** items, row(item), label, and onEnd() when the last rows come near. */
export class Rows extends Component {
  constructor(props) {
    super(props);
    this.state = { top: 0, height: 600, rowHeight: 40 };
  }

  componentDidMount() {
    this.measure = () => this.setState({ height: this.list.clientHeight, rowHeight: rowHeight() });
    window.addEventListener('resize', this.measure);
    this.measure();
  }

  componentWillUnmount() {
    window.removeEventListener('resize', this.measure);
  }

  /** What a person reads stays where it is when rows come above it. */
  componentDidUpdate({ items: before }) {
    const { items } = this.props;
    if (!before.length || items[0] === before[0] || this.list.scrollTop === 0) return;
    const above = items.findIndex((item) => item.id === before[0].id);
    if (above > 0) this.list.scrollTop += above * this.state.rowHeight;
  }

  scrolled() {
    const { scrollTop, clientHeight } = this.list;
    this.setState({ top: scrollTop, height: clientHeight });
    if (scrollTop + clientHeight > (this.props.items.length - kMargin) * this.state.rowHeight) this.props.onEnd?.();
  }

  render({ items, row, label }, { top, height, rowHeight }) {
    const first = Math.max(0, Math.floor(top / rowHeight) - kMargin);
    const shown = items.slice(first, first + Math.ceil(height / rowHeight) + 2 * kMargin);
    return html`<div class="list" role="region" aria-label=${label} tabindex="0"
        ref=${(e) => { this.list = e; }} onScroll=${() => this.scrolled()}>
      <ul style=${{ height: `${items.length * rowHeight}px` }} role="list">
        ${shown.map((item, i) => html`<li key=${item.id} style=${{ top: `${(first + i) * rowHeight}px` }}
          aria-setsize=${items.length} aria-posinset=${first + i + 1}>${row(item)}</li>`)}
      </ul>
    </div>`;
  }
}
