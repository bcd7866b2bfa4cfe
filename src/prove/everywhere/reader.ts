import type {Formula} from '../../base/formulas.ts';
import type {EndpointKind} from '../../ir/match.ts';
import type {EngineView} from './engine-view.ts';
import type {EndName, Statements} from './question.ts';

/** What statements about connections are made with, for one of the two sets. */
export interface Reader {
  readonly all: Statements;
  readonly view: EngineView;
  /** What was made of traffic already, by what it says; both sets share it. */
  readonly traffic: Map<string, readonly Formula[]>;
  /** What a port name is called where both sets ask for it. */
  readonly portName: (name: string) => string;
  /** What an end is wherever the statement counts, because something beside it says so. */
  readonly known?: Readonly<Partial<Record<EndName, EndpointKind>>>;
}
