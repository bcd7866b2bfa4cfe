import type {Law} from './law.ts';
import {lawsOfAnswers} from './laws-of-answers.ts';
import {lawsOfChange} from './laws-of-change.ts';
import {lawsOfForm} from './laws-of-form.ts';
import {lawsOfMeaning} from './laws-of-meaning.ts';
import {lawsOfTiers} from './laws-of-tiers.ts';

/** Every law that random worlds are held to. */
export const laws: readonly Law[] = [
  ...lawsOfForm,
  ...lawsOfChange,
  ...lawsOfAnswers,
  ...lawsOfMeaning,
  ...lawsOfTiers,
];
