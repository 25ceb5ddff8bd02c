/** What a person calls the things that jobs are told apart by. */
import { languageName, t, type Key } from '../../i18n/index.svelte';
import type { EngineChoice } from '../../platform';
import type { ListField } from '../jobs/query';

/** Engines that can be asked for. One that the contract adds does not compile without its name. */
const choices = { auto: 'engine.auto', ppocr: 'engine.ppocr', tesseract: 'engine.tesseract', ocrs: 'engine.ocrs', hosted: 'engine.hosted' } as const satisfies Record<EngineChoice, Key>;

export const engineChoices = Object.keys(choices) as readonly EngineChoice[];

/** The engine's name; what only the host knows is called as the host calls it. */
export function engineName(engine: string): string {
  if (engine === 'pdf') return t('engine.pdf');
  return Object.hasOwn(choices, engine) ? t(choices[engine as EngineChoice]) : engine;
}

/** The name of a language as the wire spells it: one code, or several joined by `+`; `auto` for none. */
export function languagesName(languages: string): string {
  return languages
    .split('+')
    .map((one) => (one === 'auto' ? t('language.auto') : languageName(one)))
    .join(' + ');
}

/** One condition of a filter in words. */
export function conditionName(field: ListField, value: string): string {
  switch (field) {
    case 'states':
      return t(`jobs.state.${value}` as Key);
    case 'engines':
      return engineName(value);
    case 'languages':
      return languagesName(value);
    case 'formats':
      return value.toUpperCase();
    case 'tags':
      return value;
  }
}
