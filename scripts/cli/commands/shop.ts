import { type Command, id, key, service, text, whole, word } from '../command.ts';

const cart = service('cart');
const invoice = service('invoice');
const DELIVERIES = ['NONE', 'COURIER', 'PICKUP'] as const;

export const SHOP: readonly Command[] = [
  cart(
    'add',
    'puts products into a cart, or (below 0) takes some out',
    { product: id, qty: whole, cart: text.default('default'), key },
    async (sdk, input) => (await sdk.cartAdd(input)).addToCart,
  ),
  cart(
    'price',
    'tells what a cart costs now',
    { cart: id },
    async (sdk, input) => (await sdk.cartPrice(input)).priceCart,
  ),
  cart(
    'checkout',
    'turns a cart into an invoice',
    { cart: id, delivery: word(DELIVERIES).default('NONE'), key },
    async (sdk, input) => (await sdk.cartCheckout(input)).checkoutCart,
  ),
  invoice(
    'list',
    'lists your invoices, the newest first',
    {},
    async (sdk) => (await sdk.invoiceList()).invoice,
  ),
  invoice(
    'pay',
    'opens a payment; its redirectUrl is where you pay',
    { invoice: id, key },
    async (sdk, input) => (await sdk.invoicePay(input)).startPayment,
  ),
  invoice(
    'cancel',
    'ends an unpaid invoice',
    { invoice: id },
    async (sdk, input) => (await sdk.invoiceCancel(input)).cancelInvoice,
  ),
];
