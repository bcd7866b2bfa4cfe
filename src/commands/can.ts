import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import {BaseCommand} from '../cli/base-command.ts';
import {outputFlag, stagedFlag} from '../cli/flags.ts';
import type {PresentManyFlags} from '../cli/present-many.ts';
import {openSession, type Session} from '../cli/session.ts';
import {UsageError} from '../cli/usage-error.ts';
import {verbs} from '../cli/verbs.ts';

export default class Can extends BaseCommand {
  static override summary = verbs.can.summary;
  static override usage = ['can FROM TO [PROTOCOL:]PORT [-f FILE]...', 'can --connections FILE [-f FILE]...'];
  static override examples = [...verbs.can.examples];
  static override args = {
    from: Args.string({
      ignoreStdin: true,
      description: 'who connects: NAMESPACE/NAME, KIND/NAME, node/NAME, an IP address, external',
    }),
    to: Args.string({ignoreStdin: true, description: 'to whom: the same, or a Service (svc/NAME), or a domain name'}),
    port: Args.string({
      ignoreStdin: true,
      description: 'a port (of TCP), PROTOCOL:PORT, ICMP:TYPE/CODE, or a protocol alone',
    }),
  };
  static override flags = {
    connections: Flags.string({helpValue: 'FILE', description: 'ask for each line of this table, or - for stdin'}),
    expect: Flags.boolean({dependsOn: ['connections'], description: 'compare with its column verdict'}),
    http: Flags.string({helpValue: "'METHOD [HOST] PATH'", description: 'may it send this request?'}),
    'source-port': Flags.integer({
      min: 0,
      max: 65535,
      helpValue: 'N',
      description: 'for rules on source ports; 40000 unless given',
    }),
    family: Flags.option({options: ['4', '6'] as const, description: 'the IP family of the connection'})(),
    staged: stagedFlag,
    unknown: Flags.option({options: ['allow', 'deny'] as const, description: 'how an unknown verdict counts'})(),
    output: outputFlag(['json', 'yaml', 'tsv'], 'json or yaml for programs; tsv, one line an answer'),
    'no-headers': Flags.boolean({description: 'no header line'}),
  };

  async run(): Promise<void> {
    const {args, flags, raw} = await this.parse(Can);
    const question = [args.from, args.to, args.port].filter((word) => word !== undefined);
    if (flags.connections === undefined && question.length < 3) {
      throw new UsageError('can needs FROM TO PORT, such as: kubectl netpol can shop/web shop/db 5432');
    }
    if (flags.connections !== undefined && question.length > 0) {
      throw new UsageError('give either FROM TO PORT or --connections, not both');
    }
    const session = await openSession(flags, raw);
    const {refuse} = await import('../cli/present.ts');
    if (!session.ready) return refuse(session, 'VerdictList', session.obstacles);
    if (flags.connections !== undefined) return many(session, flags.connections, flags);
    const [from = '', to = '', port = ''] = question;
    const {askOne} = await import('../cli/ask-one.ts');
    const asked = await askOne(session, {from, to, port}, flags);
    if (asked.problems.length > 0) return refuse(session, 'VerdictList', asked.problems);
    const {presentOne} = await import('../cli/present-one.ts');
    await presentOne(session, asked, flags);
  }
}

async function many(session: Session, file: string, flags: PresentManyFlags): Promise<void> {
  if (flags.output === 'yaml') throw new UsageError('a table of connections is answered in json or tsv, not in yaml');
  if (file === '-' && session.flags.filename?.includes('-')) {
    throw new UsageError('standard input is named twice: -f - and --connections -');
  }
  const {askMany} = await import('../cli/ask-many.ts');
  const found = await askMany(session, file, flags);
  if ('error' in found) {
    const {refuse} = await import('../cli/present.ts');
    return refuse(session, 'VerdictList', [found.error]);
  }
  const {presentMany} = await import('../cli/present-many.ts');
  await presentMany(session, found, file, flags);
}
