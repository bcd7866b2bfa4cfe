import type {DocumentStream} from './document-stream.ts';
import {printYaml} from './yaml.ts';

/** One YAML document, laid out as `printYaml` does. */
export function yamlStream(): DocumentStream {
  let count = 0;
  return {
    begin: (head) => printYaml([{value: head}]),
    item: (value) => {
      count += 1;
      const text = printYaml([{value: [value]}]).replace(/^(?=.)/gm, '  ');
      return `${count > 1 ? '' : 'items:\n'}${text}`;
    },
    end: (tail) => `${count > 0 ? '' : 'items: []\n'}${Object.keys(tail).length > 0 ? printYaml([{value: tail}]) : ''}`,
  };
}
