import type {Loss} from '../../../plugins/dialect.ts';
import {spec} from '../../../plugins/kubernetes/profile.ts';
import {convert} from '../../convert/convert.ts';
import {writtenDocuments} from '../../convert/read-back.ts';
import type {Policy} from '../../ir/policy.ts';
import {load} from '../../load/load.ts';
import type {Loaded} from '../../load/loaded.ts';
import type {Certificate} from '../../prove/certificate.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import {compareInWorld} from '../../prove/this-world.ts';
import type {Document} from '../../sources/document.ts';

/** Kubernetes policies, written for another dialect and back. */
export interface Round {
  readonly before: readonly Policy[];
  readonly after: readonly Policy[];
  /** How both sets compare in their cluster, judged by the text of the API. */
  readonly certificate: Certificate;
  /** And in every possible cluster. */
  readonly everywhere: Certificate;
  readonly losses: readonly Loss[];
}

/** Converts to a dialect, as the API reads the source, and back again, as the engine of that dialect reads it. */
export async function round(
  cluster: readonly Document[],
  policies: readonly Document[],
  through: string,
): Promise<Round> {
  const loaded = await load([...cluster, ...policies], {namespace: 'default'});
  const there = await converted(loaded, through, 'spec');
  const middle = await load([...cluster, ...there.documents], {namespace: 'default'});
  // A carrier keeps the policies in the dialect that they have.
  const back = await converted(middle, 'kubernetes', through === 'terraform' ? 'spec' : through);
  const after = await load([...cluster, ...back.documents], {namespace: 'default'});
  const judged = ({world, applied}: Loaded) => ({profile: spec, world, policies: applied});
  return {
    before: loaded.applied,
    after: after.applied,
    certificate: compareInWorld(judged(loaded), judged(after)),
    everywhere: compareEverywhere(judged(loaded), judged(after)),
    losses: [...there.losses, ...back.losses],
  };
}

async function converted(loaded: Loaded, to: string, cni: string) {
  const conversion = await convert({loaded, to, allow: 'any', cni});
  if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
  return {documents: writtenDocuments(conversion.objects, conversion.text), losses: conversion.losses};
}
