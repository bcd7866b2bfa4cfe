const colon = 58;

/** What a word of letters, digits, dots, slashes, underscores and dashes may hold, by character code. */
const wordCodes = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-')
  wordCodes[character.charCodeAt(0)] = 1;

/** Behind the word at an offset; colons within it count. The offset itself where there is none. */
export function wordEnd(text: string, at: number): number {
  let end = at;
  for (;;) {
    while (wordCodes[text.charCodeAt(end)] === 1) end++;
    if (end === at || text.charCodeAt(end) !== colon || wordCodes[text.charCodeAt(end + 1)] !== 1) return end;
    end++;
  }
}
