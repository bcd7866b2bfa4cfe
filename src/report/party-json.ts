import type {JsonObject} from '../base/json.ts';
import type {Party} from '../evaluate/connectivity.ts';

/** An `Endpoint` of cli.md section 3, with how many pods it stands for and the blocks that are answered apart. */
export function partyJson({name, kind, workload, namespace, labels, replicas, except}: Party): JsonObject {
  return {
    name,
    kind,
    ...(workload !== undefined && {workload}),
    ...(namespace !== undefined && {namespace, labels}),
    ...(replicas !== undefined && {replicas}),
    ...(except && except.length > 0 && {except}),
  };
}
