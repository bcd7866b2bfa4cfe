import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag} from '../cli/flags.ts';
import {type AskedReview, failWords} from '../cli/present-review.ts';
import {openReviews} from '../cli/reviewed-plan.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';

export default class Review extends BaseCommand {
  static override summary = verbs.review.summary;
  static override usage = ['review PLAN [cluster] [-f FILE]...'];
  static override examples = [...verbs.review.examples];
  static override args = {
    plan: Args.string({
      ignoreStdin: true,
      description: 'the output of terraform show -json PLAN (or tofu show -json), - for standard input',
    }),
    more: Args.string({
      ignoreStdin: true,
      description: 'cluster for the live one, a file or a directory: what else there is; as with -f',
    }),
  };
  static override flags = {
    'fail-on': Flags.option({
      options: failWords,
      description: 'exit with 1 when connections open, close, are known only after apply, or any of these',
    })(),
    output: outputFlag(
      ['json', 'yaml', 'markdown', 'sarif'],
      'json or yaml for programs; markdown for a comment on a pull request; sarif for code scanning',
    ),
  };

  async run(): Promise<void> {
    const {args, flags, raw} = await this.parse(Review);
    const {plan, more} = args;
    if (plan === undefined) {
      throw new UsageError('review needs a PLAN, such as: kubectl netpol review plan.json -f workloads.yaml');
    }
    const reviews = await openReviews(flags, raw, {plan, more});
    const {refuse} = await import('../cli/present.ts');
    const unready = reviews.find(({session}) => !session.ready);
    if (unready) {
      const nothing = {changes: [], connections: [], risks: [], unknown: [], verdict: 'unknown'};
      const summary = {opened: 0, closed: 0, unknown: 0};
      return refuse(unready.session, 'PlanReview', unready.session.obstacles, {...nothing, summary});
    }
    const {askReview} = await import('../cli/ask-review.ts');
    const {presentReviews} = await import('../cli/present-review.ts');
    const found: AskedReview[] = [];
    for (const reviewed of reviews) found.push({reviewed, found: await askReview(reviewed, plan)});
    await presentReviews(found, flags);
  }
}
