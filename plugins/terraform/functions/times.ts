import {failed, number, text, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {formatDate} from './format-date.ts';
import {withTexts} from './inputs.ts';
import {parseDuration, parseTime, printTime, type Time} from './time.ts';

/** Functions of points in time that are given; those that ask for the present have no answer here. */
export const timeFunctions: Functions = {
  formatdate: {
    least: 2,
    most: 2,
    run: (inputs) => withTexts(inputs, (format = '', when = '') => withTime(when, (time) => formatDate(format, time))),
  },
  timeadd: {
    least: 2,
    most: 2,
    run: (inputs) => withTexts(inputs, (when = '', duration = '') => withTime(when, (time) => later(time, duration))),
  },
  timecmp: {
    least: 2,
    most: 2,
    run: (inputs) =>
      withTexts(inputs, (a = '', b = '') =>
        withTime(a, (first) =>
          withTime(b, (second) => number(first.instant < second.instant ? -1 : first.instant > second.instant ? 1 : 0)),
        ),
      ),
  },
};

function withTime(when: string, run: (time: Time) => Value): Value {
  const time = parseTime(when);
  return time ? run(time) : failed(`${JSON.stringify(when)} is no RFC 3339 timestamp`);
}

function later(time: Time, duration: string): Value {
  const length = parseDuration(duration);
  if (length === undefined) return failed(`${JSON.stringify(duration)} is no duration`);
  return text(printTime({...time, instant: time.instant + length}));
}
