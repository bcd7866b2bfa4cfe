import type {EngineView} from './engine-view.ts';
import type {Statements} from './question.ts';

/** What statements about connections are made with, for one of the two sets. */
export interface Reader {
  readonly all: Statements;
  readonly view: EngineView;
  /** What a port name is called where both sets ask for it. */
  readonly portName: (name: string) => string;
}
