/** The head of an answer that the fast lane writes itself. */
import { STATUS_CODES } from 'node:http';
import type { AnswerHeaders } from './answer.ts';

export function headText(status: number, headers: AnswerHeaders, keepsAlive: boolean): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`;
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) for (const one of value) text += `${name}: ${clean(one)}\r\n`;
    else text += `${name}: ${clean(String(value))}\r\n`;
  }
  return `${text}Date: ${dateText()}\r\n${keepsAlive ? '' : 'Connection: close\r\n'}\r\n`;
}

/** A line break in a value would end the header, and let whoever chose the value write the next one. */
const clean = (value: string): string =>
  /[^\t\x20-\x7e\x80-\xff]/.test(value) ? value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '') : value;

let dateSecond = 0;
let date = '';
function dateText(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = new Date(second * 1000).toUTCString();
  }
  return date;
}
