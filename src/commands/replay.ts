import * as Args from '@oclif/core/args';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag} from '../cli/flags.ts';
import {openSession} from '../cli/session.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';

export default class Replay extends BaseCommand {
  static override summary = verbs.replay.summary;
  static override usage = ['replay FLOWS [-f FILE]...'];
  static override examples = [...verbs.replay.examples];
  static override args = {
    flows: Args.string({
      ignoreStdin: true,
      description: 'JSON of Hubble or of Whisker, or a table from, to, protocol, port, verdict; - for standard input',
    }),
  };
  static override flags = {
    output: outputFlag(['json', 'yaml'], 'json or yaml for programs'),
  };

  async run(): Promise<void> {
    const {args, flags, raw} = await this.parse(Replay);
    const {flows} = args;
    if (flows === undefined)
      throw new UsageError('replay needs FLOWS, such as: kubectl netpol replay flows.json -f dump.json');
    if (flows === '-' && flags.filename?.includes('-'))
      throw new UsageError('standard input is named twice: -f - and FLOWS');
    const session = await openSession(flags, raw);
    const {present, refuse} = await import('../cli/present.ts');
    if (!session.ready) return refuse(session, 'Replay', session.obstacles);
    const {askReplay} = await import('../cli/ask-replay.ts');
    const {withProgress} = await import('../cli/progress.ts');
    const asked = await withProgress('replaying', () => askReplay(session, flows));
    if ('error' in asked) return refuse(session, 'Replay', [asked.error]);
    const {replayJson} = await import('../report/replay-json.ts');
    const {replayText} = await import('../report/replay-text.ts');
    const {replayed, problems} = asked;
    const {nowDenied, nowAllowed} = replayed.summary;
    await present(session, {
      kind: 'Replay',
      code: problems.length > 0 ? 2 : nowDenied + nowAllowed > 0 ? 1 : 0,
      diagnostics: problems,
      body: () => replayJson(replayed, session.input),
      text: (paint) => replayText(replayed, {...session.input, policies: session.input.loaded.applied, paint}),
    });
  }
}
