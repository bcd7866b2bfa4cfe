import type {JsonObject} from '../base/json.ts';
import {remember} from '../base/remember.ts';
import type {Reference} from '../evaluate/answer.ts';
import type {Party} from '../evaluate/connectivity.ts';
import type {Traffic} from '../ir/traffic.ts';
import {referenceJson} from './json.ts';
import {partyJson} from './party-json.ts';
import type {Places} from './place.ts';
import {trafficJson} from './traffic-json.ts';

/** The JSON of what many items share, made once. */
export interface JsonParts {
  readonly party: (party: Party) => JsonObject;
  readonly traffic: (traffic: Traffic) => readonly JsonObject[];
  readonly reference: (reference: Reference) => JsonObject;
}

export function jsonParts(places: Places): JsonParts {
  return {
    party: remember(partyJson),
    traffic: remember(trafficJson),
    reference: remember((reference) => referenceJson(reference, places)),
  };
}
