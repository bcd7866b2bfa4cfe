import type {Connection} from './answer.ts';
import type {End} from './end.ts';
import type {Prepared} from './prepared.ts';

/** One side of a connection, as its policies are asked: may `subject` open or take it, with `peer` at the other end? */
export interface Side {
  readonly direction: 'ingress' | 'egress';
  readonly subject: End;
  readonly peer: End;
  readonly from: End;
  readonly to: End;
  readonly connection: Connection;
  readonly prepared: Prepared;
}
