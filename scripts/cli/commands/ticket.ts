import { type Command, id, key, service, text, word } from '../command.ts';

const event = service('event');
const ticket = service('ticket');
const TYPES = ['STANDARD', 'GOLDEN_CIRCLE', 'COUPLES', 'PREEMPTIVE'] as const;

export const TICKET: readonly Command[] = [
  event('list', 'lists events', {}, async (sdk) => (await sdk.eventList()).event),
  ticket(
    'summary',
    'tells what is on sale for an event, in every currency',
    { event: text },
    async (sdk, input) => (await sdk.ticketSummary(input)).eventTicketSummary,
  ),
  ticket(
    'reserve',
    'holds tickets for 15 minutes',
    { event: text, type: word(TYPES), qty: id, key },
    async (sdk, input) => (await sdk.ticketReserve(input)).reserveTicket,
  ),
  ticket(
    'pay',
    'opens a payment; its redirectUrl is where you pay',
    { id: text, key },
    async (sdk, input) => (await sdk.ticketPay(input)).startPayment,
  ),
  ticket(
    'confirm',
    'buys what is held',
    { id: text },
    async (sdk, input) => (await sdk.ticketConfirm(input)).confirmReservation,
  ),
  ticket(
    'cancel',
    'gives back what is held',
    { id: text },
    async (sdk, input) => (await sdk.ticketCancel(input)).cancelReservation,
  ),
];
