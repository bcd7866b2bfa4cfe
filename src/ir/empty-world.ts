import {buildWorld} from './build-world.ts';
import type {World} from './world.ts';

/** A world without anything, to stand for any or to be filled. */
export const emptyWorld: World = buildWorld([]);
