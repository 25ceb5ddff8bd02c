/**
 * How the window is arranged: which of the outer panels are open and which tab is in front. The sizes are paneforge's,
 * which keeps them too; here is what commands and menus can ask for.
 */
import { recall, remember } from '../../platform/memory';

/** The panels beside the page. */
export type Side = 'history' | 'results';

/** What a panel on screen can be told. */
export interface PaneHandle {
  collapse: () => void;
  expand: () => void;
}

const TAB = 'ocrchat.tab';

export class Frame {
  /** Whether a panel is open. The panels themselves say so, since a person may also drag them shut. */
  open = $state<Record<Side, boolean>>({ history: true, results: true });
  /** The tab of the results that is in front, by its id in the table of tabs. */
  tab = $state(recall(TAB) ?? 'text');
  readonly #panes: Partial<Record<Side, PaneHandle>> = {};

  /** Takes in a panel that is on screen. */
  attach(side: Side, pane: PaneHandle): void {
    this.#panes[side] = pane;
  }

  /** Opens a panel, or shuts it. */
  show(side: Side, open: boolean): void {
    if (open) this.#panes[side]?.expand();
    else this.#panes[side]?.collapse();
  }

  toggle(side: Side): void {
    this.show(side, !this.open[side]);
  }

  /** Brings a tab to the front, and its panel on screen. */
  bring(tab: string): void {
    this.tab = tab;
    remember(TAB, tab);
    this.show('results', true);
  }
}

/** Moves the focus to the next of the window's regions (toolbar, history, page, results), or the one before. */
export function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((one) => !one.closest('[inert]'));
  if (regions.length === 0) return;
  const at = regions.findIndex((one) => one.contains(document.activeElement));
  const from = at < 0 && step < 0 ? 0 : at;
  const next = regions[(from + step + regions.length) % regions.length];
  // What is not on screen takes no focus, and would leave it where it was.
  const shown = (selector: string): HTMLElement | undefined =>
    [...(next?.querySelectorAll<HTMLElement>(selector) ?? [])].find((one) => one.checkVisibility());
  (shown('[data-first]') ?? shown(FOCUSABLE))?.focus();
}

const FOCUSABLE = 'button:enabled:not([tabindex="-1"]), input:enabled, select:enabled, [tabindex="0"]:not(:disabled)';
