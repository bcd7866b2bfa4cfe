/** The letters of a text as a reader sees them, where one may be several code points. */
export function letters(subject: string): readonly string[] {
  // Of plain letters each is one; a line end of two is not.
  if (/^[^\r\u0080-\uffff]*$/.test(subject)) return subject.split('');
  return [...new Intl.Segmenter().segment(subject)].map(({segment}) => segment);
}
