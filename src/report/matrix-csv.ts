import type {Party} from '../evaluate/connectivity.ts';
import {csvLine} from './csv.ts';
import {judgedItems, type MatrixAnswer} from './matrix-answer.ts';
import {endCells, matrixHeaders} from './matrix-text.ts';

/** One line an item, with the kind of each end, for spreadsheets and `cut`. */
export function* matrixCsv(answer: MatrixAnswer): Generator<string> {
  yield csvLine(matrixHeaders(answer, ['unknown', 'unknowns', 'from_kind', 'to_kind']));
  for (const {item, cni} of judgedItems(answer)) {
    const {from, to, connections, unknown, unknowns} = item;
    const traffic = [connections, unknown].map((each) => (each.length === 0 ? '' : answer.words(each)));
    yield csvLine([...endCells(item, cni, answer), ...traffic, unknowns.join('; '), kindOf(from), kindOf(to)]);
  }
}

function kindOf({kind, workload}: Party): string {
  return workload ?? kind;
}
