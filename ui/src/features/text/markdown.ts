/**
 * Markdown as something to look at. What it is made of was read from a stranger's document, so nothing of it is trusted:
 * the HTML is sanitised into a fragment, pictures become their description, and links keep their address as data only,
 * so that no click can leave the app. Formulas (`$…$`, `$$…$$`) become MathML, which needs neither fonts nor styles.
 */
import DOMPurify from 'dompurify';
import katex from 'katex';
import { Marked, type TokenizerAndRendererExtension, type Tokens } from 'marked';

/** A formula between dollars: no space inside its dollars and no digit after the last, so that prices stay prices. */
const INLINE = /^\$(?!\s|\$)((?:\\.|[^\\$\n])+?)(?<!\s)\$(?!\d)/;
const DISPLAY = /^\$\$\s*([^$]+?)\s*\$\$(?:\n|$)/;

interface Formula extends Tokens.Generic {
  tex: string;
}

function formula(name: string, level: 'inline' | 'block', pattern: RegExp): TokenizerAndRendererExtension {
  return {
    name,
    level,
    // A block begins on a line of its own; else every dollar would end its paragraph.
    start: (source) => (level === 'block' ? /(?:^|\n)\$\$/ : /\$/).exec(source)?.index,
    tokenizer(source) {
      const match = pattern.exec(source);
      return match ? { type: name, raw: match[0], tex: match[1] ?? '' } : undefined;
    },
    renderer: (token) => {
      const tag = level === 'block' ? 'div' : 'span';
      return `<${tag} data-tex="${escapeHtml((token as Formula).tex)}"></${tag}>`;
    },
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const marked = new Marked({
  gfm: true,
  extensions: [formula('displayFormula', 'block', DISPLAY), formula('inlineFormula', 'inline', INLINE)],
});

const FORBIDDEN = ['style', 'form', 'input', 'button', 'textarea', 'select', 'iframe', 'video', 'audio', 'svg', 'math'];

/** The HTML of `source`, not yet sanitised; a formula is an element that has it in `data-tex`. */
export function html(source: string): string {
  return marked.parse(source, { async: false });
}

/** The fragment that shows `source`. Links have their address in `data-href` and can be reached by keyboard. */
export function render(source: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(html(source), {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: FORBIDDEN,
    FORBID_ATTR: ['style', 'id', 'class', 'name', 'srcset', 'background'],
  });
  for (const image of fragment.querySelectorAll('img')) image.replaceWith(describe(image));
  for (const link of fragment.querySelectorAll('a[href]')) disarm(link);
  for (const place of fragment.querySelectorAll<HTMLElement>('[data-tex]')) set(place);
  for (const block of fragment.children) block.setAttribute('dir', 'auto');
  return fragment;
}

/** What stands in for a picture, which is never fetched. */
function describe(image: HTMLImageElement): HTMLElement {
  const words = document.createElement('em');
  words.textContent = image.alt;
  words.dataset['picture'] = '';
  return words;
}

function disarm(link: Element): void {
  link.setAttribute('data-href', link.getAttribute('href') ?? '');
  link.removeAttribute('href');
  link.removeAttribute('target');
  link.setAttribute('role', 'link');
  link.setAttribute('tabindex', '0');
}

/** Sets a formula; what KaTeX cannot read stays as it was written. */
function set(place: HTMLElement): void {
  const tex = place.dataset['tex'] ?? '';
  try {
    // KaTeX escapes what it is given and, untrusted, makes neither links nor pictures of it.
    place.innerHTML = katex.renderToString(tex, { output: 'mathml', displayMode: place.tagName === 'DIV', trust: false, maxExpand: 200 });
  } catch {
    place.textContent = tex;
  }
}
