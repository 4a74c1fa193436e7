export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  bigint: { input: number; output: number; }
  date: { input: string; output: string; }
  jsonb: { input: unknown; output: unknown; }
  numeric: { input: number; output: number; }
  timestamptz: { input: string; output: string; }
  uuid: { input: string; output: string; }
};

/** The roles an account can be given; SYSTEM is the platform's own and is never given. */
export type AccountRoleName =
  | 'EDITOR'
  | 'MOD'
  | 'SUPERADMIN'
  | 'USER';

export type AuditLogOutput = {
  accountId: Maybe<Scalars['Int']['output']>;
  at: Scalars['timestamptz']['output'];
  id: Scalars['bigint']['output'];
  newRow: Maybe<Scalars['jsonb']['output']>;
  oldRow: Maybe<Scalars['jsonb']['output']>;
  operation: Scalars['String']['output'];
  role: Maybe<Scalars['String']['output']>;
  rowId: Maybe<Scalars['String']['output']>;
  tableName: Scalars['String']['output'];
};

/** An access token of ten minutes and the refresh token that buys the next one, once. */
export type AuthTokenOutput = {
  accessToken: Scalars['String']['output'];
  accessTokenExpiresAt: Scalars['timestamptz']['output'];
  accountId: Scalars['Int']['output'];
  memberId: Maybe<Scalars['Int']['output']>;
  refreshToken: Scalars['String']['output'];
  refreshTokenExpiresAt: Scalars['timestamptz']['output'];
  role: Scalars['String']['output'];
};

export type CancelInvoiceOutput = {
  invoiceId: Scalars['Int']['output'];
  status: Scalars['String']['output'];
};

export type CartLineOutput = {
  discountMinor: Scalars['bigint']['output'];
  info: Scalars['String']['output'];
  name: Scalars['String']['output'];
  priceMinor: Scalars['bigint']['output'];
  productId: Scalars['Int']['output'];
  qty: Scalars['Int']['output'];
  sku: Maybe<Scalars['String']['output']>;
  subTotalMinor: Scalars['bigint']['output'];
};

/** A cart with prices as they are now: promos applied, quantities cut to the stock. */
export type CartOutput = {
  cartId: Scalars['Int']['output'];
  currencyCode: Scalars['String']['output'];
  deliveryPriceMinor: Scalars['bigint']['output'];
  isOverflow: Scalars['Boolean']['output'];
  lines: Array<CartLineOutput>;
  totalDiscountMinor: Scalars['bigint']['output'];
  totalPaidMinor: Scalars['bigint']['output'];
  totalPriceMinor: Scalars['bigint']['output'];
  totalWeightGram: Scalars['Int']['output'];
};

export type CatalogHitOutput = {
  currencyCode: Scalars['String']['output'];
  description: Scalars['String']['output'];
  name: Scalars['String']['output'];
  priceMinor: Scalars['bigint']['output'];
  productId: Scalars['uuid']['output'];
  sku: Maybe<Scalars['String']['output']>;
};

/** A page of search results, which counts from 1. */
export type CatalogPageOutput = {
  hasMore: Scalars['Boolean']['output'];
  page: Scalars['Int']['output'];
  products: Array<CatalogHitOutput>;
  size: Scalars['Int']['output'];
  totalCount: Scalars['Int']['output'];
  totalPages: Scalars['Int']['output'];
};

export type CheckoutOutput = {
  invoiceId: Scalars['Int']['output'];
  workflowId: Scalars['String']['output'];
};

/** rate is what one unit of from is worth in to; the amount is rounded half up to a minor unit. */
export type ConvertPriceOutput = {
  amount: Scalars['numeric']['output'];
  amountMinor: Scalars['bigint']['output'];
  asOf: Scalars['date']['output'];
  rate: Scalars['numeric']['output'];
};

export type CreatorRankOutput = {
  creatorId: Scalars['String']['output'];
  email: Scalars['String']['output'];
  mostRecentCreateTime: Maybe<Scalars['timestamptz']['output']>;
  productCount: Scalars['Int']['output'];
  rank: Scalars['Int']['output'];
};

export type DeadLetterOutput = {
  attempts: Scalars['Int']['output'];
  consumer: Scalars['String']['output'];
  createdAt: Scalars['timestamptz']['output'];
  discardedAt: Maybe<Scalars['timestamptz']['output']>;
  error: Scalars['String']['output'];
  id: Scalars['bigint']['output'];
  key: Maybe<Scalars['String']['output']>;
  payload: Maybe<Scalars['jsonb']['output']>;
  replayedAt: Maybe<Scalars['timestamptz']['output']>;
  source: Scalars['String']['output'];
};

export type DeliveryMethodName =
  | 'COURIER'
  | 'NONE'
  | 'PICKUP';

export type ExportAccountDataOutput = {
  mediaId: Scalars['Int']['output'];
};

/** Rooms that people create. A CHAT between two comes from openChat. */
export type GroupRoomKind =
  | 'PRIVATE_CHANNEL'
  | 'PRIVATE_GROUP'
  | 'PUBLIC_CHANNEL'
  | 'PUBLIC_GROUP';

export type HealthPartOutput = {
  detail: Maybe<Scalars['String']['output']>;
  isHealthy: Scalars['Boolean']['output'];
  name: Scalars['String']['output'];
};

export type HeartbeatOutput = {
  lastSeenAt: Scalars['timestamptz']['output'];
  memberId: Scalars['Int']['output'];
};

export type ImportCatalogOutput = {
  creatorCount: Scalars['Int']['output'];
  mediaId: Scalars['Int']['output'];
  productCount: Scalars['Int']['output'];
};

export type MeOutput = {
  accountId: Scalars['Int']['output'];
  allowedRoles: Array<Scalars['String']['output']>;
  currentTz: Scalars['String']['output'];
  email: Scalars['String']['output'];
  isVerified: Scalars['Boolean']['output'];
  locale: Scalars['String']['output'];
  memberId: Maybe<Scalars['Int']['output']>;
  role: Scalars['String']['output'];
  slug: Scalars['String']['output'];
  username: Scalars['String']['output'];
};

export type MediaOutput = {
  contentType: Maybe<Scalars['String']['output']>;
  mediaId: Scalars['Int']['output'];
  sizeByte: Maybe<Scalars['bigint']['output']>;
  status: Scalars['String']['output'];
};

export type MediaUrlOutput = {
  expiresAt: Scalars['timestamptz']['output'];
  mediaId: Scalars['Int']['output'];
  url: Scalars['String']['output'];
};

export type MoveTaskListOutput = {
  rank: Scalars['String']['output'];
  taskListId: Scalars['Int']['output'];
};

export type MoveTaskOutput = {
  rank: Scalars['String']['output'];
  taskId: Scalars['Int']['output'];
  taskListId: Scalars['Int']['output'];
  version: Scalars['Int']['output'];
};

export type Mutation = {
  addToCart: CartOutput;
  cancelInvoice: CancelInvoiceOutput;
  cancelReservation: ReservationOutput;
  changeEmail: OkOutput;
  changePassword: OkOutput;
  checkoutCart: CheckoutOutput;
  completeUpload: MediaOutput;
  confirmEmail: OkOutput;
  confirmReservation: ReservationOutput;
  createRoom: RoomOutput;
  createTicketSeries: TicketSeriesOutput;
  createUpload: UploadOutput;
  discardDeadLetter: OkOutput;
  exportAccountData: ExportAccountDataOutput;
  heartbeat: HeartbeatOutput;
  importCatalog: ImportCatalogOutput;
  joinRoom: RoomOutput;
  killSession: OkOutput;
  moveTask: MoveTaskOutput;
  moveTaskList: MoveTaskListOutput;
  publishEvent: PublishEventOutput;
  publishProduct: PublishProductOutput;
  rebuildProjection: RebuildProjectionOutput;
  refreshToken: AuthTokenOutput;
  refundInvoice: RefundOutput;
  reindexSearch: ReindexSearchOutput;
  replayDeadLetter: ReplayDeadLetterOutput;
  requestPasswordReset: OkOutput;
  resendVerification: OkOutput;
  reserveTicket: ReservationOutput;
  resetPassword: OkOutput;
  setAccountRole: SetAccountRoleOutput;
  signIn: AuthTokenOutput;
  signOut: OkOutput;
  signUp: SignUpOutput;
  startPayment: PaymentOutput;
};


export type MutationAddToCartArgs = {
  cart?: InputMaybe<Scalars['String']['input']>;
  deltaQty: Scalars['Int']['input'];
  idempotencyKey?: InputMaybe<Scalars['uuid']['input']>;
  productId: Scalars['Int']['input'];
};


export type MutationCancelInvoiceArgs = {
  invoiceId: Scalars['Int']['input'];
};


export type MutationCancelReservationArgs = {
  publicId: Scalars['String']['input'];
};


export type MutationChangeEmailArgs = {
  newEmail: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type MutationChangePasswordArgs = {
  currentPassword: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


export type MutationCheckoutCartArgs = {
  cartId: Scalars['Int']['input'];
  deliveryMethod: DeliveryMethodName;
  idempotencyKey: Scalars['uuid']['input'];
};


export type MutationCompleteUploadArgs = {
  mediaId: Scalars['Int']['input'];
};


export type MutationConfirmEmailArgs = {
  token: Scalars['String']['input'];
};


export type MutationConfirmReservationArgs = {
  paymentId?: InputMaybe<Scalars['Int']['input']>;
  publicId: Scalars['String']['input'];
};


export type MutationCreateRoomArgs = {
  idempotencyKey?: InputMaybe<Scalars['uuid']['input']>;
  kind: GroupRoomKind;
  memberIds?: InputMaybe<Array<Scalars['Int']['input']>>;
  name: Scalars['String']['input'];
};


export type MutationCreateTicketSeriesArgs = {
  count: Scalars['Int']['input'];
  idempotencyKey?: InputMaybe<Scalars['uuid']['input']>;
  offerId: Scalars['Int']['input'];
  serie: Scalars['String']['input'];
};


export type MutationCreateUploadArgs = {
  contentType: Scalars['String']['input'];
  fileName: Scalars['String']['input'];
  mediaId?: InputMaybe<Scalars['Int']['input']>;
  sizeByte: Scalars['Int']['input'];
};


export type MutationDiscardDeadLetterArgs = {
  deadLetterId: Scalars['bigint']['input'];
};


export type MutationHeartbeatArgs = {
  typingRoomId?: InputMaybe<Scalars['Int']['input']>;
};


export type MutationImportCatalogArgs = {
  mediaId: Scalars['Int']['input'];
};


export type MutationJoinRoomArgs = {
  roomId: Scalars['Int']['input'];
};


export type MutationKillSessionArgs = {
  sessionId: Scalars['bigint']['input'];
};


export type MutationMoveTaskArgs = {
  afterId?: InputMaybe<Scalars['Int']['input']>;
  beforeId?: InputMaybe<Scalars['Int']['input']>;
  taskId: Scalars['Int']['input'];
  toListId: Scalars['Int']['input'];
};


export type MutationMoveTaskListArgs = {
  afterId?: InputMaybe<Scalars['Int']['input']>;
  beforeId?: InputMaybe<Scalars['Int']['input']>;
  taskListId: Scalars['Int']['input'];
};


export type MutationPublishEventArgs = {
  eventId: Scalars['Int']['input'];
};


export type MutationPublishProductArgs = {
  productId: Scalars['Int']['input'];
};


export type MutationRebuildProjectionArgs = {
  name: ProjectionName;
};


export type MutationRefreshTokenArgs = {
  refreshToken: Scalars['String']['input'];
};


export type MutationRefundInvoiceArgs = {
  invoiceId: Scalars['Int']['input'];
  reason?: InputMaybe<Scalars['String']['input']>;
};


export type MutationReplayDeadLetterArgs = {
  deadLetterId: Scalars['bigint']['input'];
};


export type MutationRequestPasswordResetArgs = {
  email: Scalars['String']['input'];
};


export type MutationResendVerificationArgs = {
  email: Scalars['String']['input'];
};


export type MutationReserveTicketArgs = {
  eventSlug: Scalars['String']['input'];
  idempotencyKey: Scalars['uuid']['input'];
  qty: Scalars['Int']['input'];
  ticketType: TicketTypeName;
};


export type MutationResetPasswordArgs = {
  code: Scalars['String']['input'];
  email: Scalars['String']['input'];
  newPassword: Scalars['String']['input'];
};


export type MutationSetAccountRoleArgs = {
  accountId: Scalars['Int']['input'];
  role: AccountRoleName;
};


export type MutationSignInArgs = {
  device?: InputMaybe<Scalars['String']['input']>;
  email: Scalars['String']['input'];
  password: Scalars['String']['input'];
};


export type MutationSignOutArgs = {
  everywhere?: InputMaybe<Scalars['Boolean']['input']>;
  refreshToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationSignUpArgs = {
  email: Scalars['String']['input'];
  familyName?: InputMaybe<Scalars['String']['input']>;
  givenName?: InputMaybe<Scalars['String']['input']>;
  locale?: InputMaybe<Scalars['String']['input']>;
  password: Scalars['String']['input'];
  timeZone?: InputMaybe<Scalars['String']['input']>;
  username: Scalars['String']['input'];
};


export type MutationStartPaymentArgs = {
  idempotencyKey: Scalars['uuid']['input'];
  invoiceId?: InputMaybe<Scalars['Int']['input']>;
  reservationPublicId?: InputMaybe<Scalars['String']['input']>;
};

export type OkOutput = {
  ok: Scalars['Boolean']['output'];
};

/** A payment that waits at the gateway; redirectUrl is where the buyer pays. */
export type PaymentOutput = {
  localOrderId: Scalars['String']['output'];
  paymentId: Scalars['Int']['output'];
  redirectUrl: Scalars['String']['output'];
  status: Scalars['String']['output'];
};

/** Read models that can be built anew from the outbox. */
export type ProjectionName =
  | 'PRODUCT_VIEW';

export type PublishEventOutput = {
  eventId: Scalars['Int']['output'];
  publishedAt: Scalars['timestamptz']['output'];
};

export type PublishProductOutput = {
  productId: Scalars['Int']['output'];
  publishedAt: Scalars['timestamptz']['output'];
};

export type PushPublicKeyOutput = {
  publicKey: Scalars['String']['output'];
};

export type Query = {
  convertPrice: ConvertPriceOutput;
  listAuditLog: Array<AuditLogOutput>;
  listDeadLetter: Array<DeadLetterOutput>;
  listSession: Array<SessionOutput>;
  me: MeOutput;
  mediaUrl: MediaUrlOutput;
  priceCart: CartOutput;
  pushPublicKey: PushPublicKeyOutput;
  rankCreator: Array<CreatorRankOutput>;
  searchCatalog: CatalogPageOutput;
  systemHealth: SystemHealthOutput;
};


export type QueryConvertPriceArgs = {
  amountMinor: Scalars['bigint']['input'];
  from: Scalars['String']['input'];
  to: Scalars['String']['input'];
};


export type QueryListAuditLogArgs = {
  accountId?: InputMaybe<Scalars['Int']['input']>;
  beforeId?: InputMaybe<Scalars['bigint']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  rowId?: InputMaybe<Scalars['String']['input']>;
  tableName?: InputMaybe<Scalars['String']['input']>;
};


export type QueryListDeadLetterArgs = {
  beforeId?: InputMaybe<Scalars['bigint']['input']>;
  consumer?: InputMaybe<Scalars['String']['input']>;
  isOpen?: InputMaybe<Scalars['Boolean']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryMediaUrlArgs = {
  mediaId: Scalars['Int']['input'];
  size?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPriceCartArgs = {
  cartId: Scalars['Int']['input'];
  deliveryMethod?: InputMaybe<DeliveryMethodName>;
};


export type QueryRankCreatorArgs = {
  data: RankDataInput;
  limit?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerySearchCatalogArgs = {
  page?: InputMaybe<Scalars['Int']['input']>;
  search: Scalars['String']['input'];
  size?: InputMaybe<Scalars['Int']['input']>;
};

/** One creator of the ranking's input; the id is the outside one, usr_… */
export type RankCreatorInput = {
  email: Scalars['String']['input'];
  id: Scalars['String']['input'];
};

export type RankDataInput = {
  creators: Array<RankCreatorInput>;
  products: Array<RankProductInput>;
};

export type RankProductInput = {
  createTime: Scalars['timestamptz']['input'];
  creatorId: Scalars['String']['input'];
  id: Scalars['String']['input'];
};

export type RebuildProjectionOutput = {
  name: Scalars['String']['output'];
  rowCount: Scalars['Int']['output'];
};

export type RefundOutput = {
  invoiceId: Scalars['Int']['output'];
  status: Scalars['String']['output'];
};

export type ReindexSearchOutput = {
  rowCount: Scalars['Int']['output'];
};

export type ReplayDeadLetterOutput = {
  deadLetterId: Scalars['bigint']['output'];
  replayedAt: Scalars['timestamptz']['output'];
};

export type ReservationOutput = {
  currencyCode: Scalars['String']['output'];
  expiresAt: Scalars['timestamptz']['output'];
  publicId: Scalars['String']['output'];
  qty: Scalars['Int']['output'];
  status: Scalars['String']['output'];
  totalMinor: Scalars['bigint']['output'];
};

export type RoomOutput = {
  memberId: Scalars['Int']['output'];
  roomId: Scalars['Int']['output'];
};

export type SessionOutput = {
  device: Maybe<Scalars['String']['output']>;
  expiresAt: Scalars['timestamptz']['output'];
  id: Scalars['bigint']['output'];
  ipAddress: Maybe<Scalars['String']['output']>;
  isCurrent: Scalars['Boolean']['output'];
  loginAt: Scalars['timestamptz']['output'];
  userAgent: Maybe<Scalars['String']['output']>;
};

export type SetAccountRoleOutput = {
  accountId: Scalars['Int']['output'];
  role: Scalars['String']['output'];
};

export type SignUpOutput = {
  accountId: Scalars['Int']['output'];
  slug: Scalars['String']['output'];
  username: Scalars['String']['output'];
};

export type SystemHealthOutput = {
  cpuPercent: Scalars['Float']['output'];
  diskPercent: Scalars['Float']['output'];
  measuredAt: Scalars['timestamptz']['output'];
  parts: Array<HealthPartOutput>;
  ramPercent: Scalars['Float']['output'];
};

export type TicketSeriesOutput = {
  firstNumber: Scalars['Int']['output'];
  lastNumber: Scalars['Int']['output'];
  offerId: Scalars['Int']['output'];
  serie: Scalars['String']['output'];
};

export type TicketTypeName =
  | 'COUPLES'
  | 'GOLDEN_CIRCLE'
  | 'PREEMPTIVE'
  | 'STANDARD';

/** Where and how to put the bytes: a form post that the store itself holds to the size limit. */
export type UploadOutput = {
  expiresAt: Scalars['timestamptz']['output'];
  formFields: Scalars['jsonb']['output'];
  maxSizeByte: Scalars['Int']['output'];
  mediaId: Scalars['Int']['output'];
  method: Scalars['String']['output'];
  uploadUrl: Scalars['String']['output'];
};
