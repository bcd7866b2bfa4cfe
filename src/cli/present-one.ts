import {batchHeader, verdictTsv} from '../report/batch-text.ts';
import {verdictJson} from '../report/verdict-json.ts';
import {verdictText} from '../report/verdict-text.ts';
import {type AskedOne, type QuestionFlags, verdictCode} from './ask-one.ts';
import {present} from './present.ts';
import type {Session} from './session.ts';

export interface PresentOneFlags extends QuestionFlags {
  readonly output?: string | undefined;
  readonly 'no-headers': boolean;
}

/** The answer to one question: each endpoint that the names stand for, by each engine. */
export async function presentOne(session: Session, {items, findings}: AskedOne, flags: PresentOneFlags): Promise<void> {
  const several = session.profiles.length > 1;
  const {summary} = await import('../evaluate/batch.ts');
  const {applied} = session.input.loaded;
  await present(session, {
    kind: 'VerdictList',
    diagnostics: findings,
    code: verdictCode(
      items.map(({verdict}) => verdict.verdict),
      flags.unknown,
    ),
    body: () => ({
      items: items.map(({cni, verdict}) => verdictJson(verdict, session.input, several ? cni : undefined)),
    }),
    text: (paint) => {
      if (flags.output === 'tsv') {
        const lines = items.map(({verdict}) => verdictTsv(verdict, summary([verdict])));
        return [...(flags['no-headers'] ? [] : [batchHeader]), ...lines].join('\n');
      }
      const context = {...session.input, policies: applied, paint};
      return items.map(({cni, verdict}) => verdictText(verdict, context, several ? cni : undefined)).join('\n\n');
    },
  });
}
