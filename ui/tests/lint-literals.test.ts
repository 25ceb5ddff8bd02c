import { describe, expect, it } from 'vitest';

// @ts-expect-error a script without types
import { lint } from '../scripts/lint-literals.mjs';

const found = (source: string): string[] => lint(source, 'x.svelte') as string[];

describe('the lint against literal text', () => {
  it.each([
    '<p>Hello</p>',
    '<p>\n  {x} Hello\n</p>',
    '<p>{"Hello"}</p>',
    '<p>{x ? "Yes" : ""}</p>',
    '<p>{`Page ${n}`}</p>',
    '<button aria-label="Close"></button>',
    '<button title={open ? "Close" : t("x")}></button>',
    '<button title="Page {n}"></button>',
    '<Thing label="Name" />',
    '{#if x}<i>deep</i>{/if}',
    '{#snippet s()}deep{/snippet}',
  ])('finds %s', (source) => expect(found(source)).toHaveLength(1));

  it.each([
    '<p class="hello">{t("key")}</p>',
    '<p>{n} / 3 – …</p>',
    '<img alt="" src="a.png" />',
    '<button title={t("open.files")} data-testid="open"></button>',
    '{#if kind === "words"}{x}{/if}',
    '<p>{kind === "words" ? a : b}</p>',
    '<!-- Words -->',
    '<script>const text = "Hello";</script><style>p { content: "Hello"; }</style>',
  ])('lets %s pass', (source) => expect(found(source)).toEqual([]));

  it('names the line', () => expect(found('<p>\n  <b>Hi</b>\n</p>')[0]).toContain('x.svelte:2:'));
});
