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
  readonly accountId: Maybe<Scalars['Int']['output']>;
  readonly at: Scalars['timestamptz']['output'];
  readonly id: Scalars['bigint']['output'];
  readonly newRow: Maybe<Scalars['jsonb']['output']>;
  readonly oldRow: Maybe<Scalars['jsonb']['output']>;
  readonly operation: Scalars['String']['output'];
  readonly role: Maybe<Scalars['String']['output']>;
  readonly rowId: Maybe<Scalars['String']['output']>;
  readonly tableName: Scalars['String']['output'];
};

/** An access token of ten minutes and the refresh token that buys the next one, once. */
export type AuthTokenOutput = {
  readonly accessToken: Scalars['String']['output'];
  readonly accessTokenExpiresAt: Scalars['timestamptz']['output'];
  readonly accountId: Scalars['Int']['output'];
  readonly memberId: Maybe<Scalars['Int']['output']>;
  readonly refreshToken: Scalars['String']['output'];
  readonly refreshTokenExpiresAt: Scalars['timestamptz']['output'];
  readonly role: Scalars['String']['output'];
};

export type CartLineOutput = {
  readonly discountMinor: Scalars['bigint']['output'];
  readonly info: Scalars['String']['output'];
  readonly name: Scalars['String']['output'];
  readonly priceMinor: Scalars['bigint']['output'];
  readonly productId: Scalars['Int']['output'];
  readonly qty: Scalars['Int']['output'];
  readonly sku: Maybe<Scalars['String']['output']>;
  readonly subTotalMinor: Scalars['bigint']['output'];
};

/** A cart with prices as they are now: promos applied, quantities cut to the stock. */
export type CartOutput = {
  readonly cartId: Scalars['Int']['output'];
  readonly currencyCode: Scalars['String']['output'];
  readonly deliveryPriceMinor: Scalars['bigint']['output'];
  readonly isOverflow: Scalars['Boolean']['output'];
  readonly lines: ReadonlyArray<CartLineOutput>;
  readonly totalDiscountMinor: Scalars['bigint']['output'];
  readonly totalPaidMinor: Scalars['bigint']['output'];
  readonly totalPriceMinor: Scalars['bigint']['output'];
  readonly totalWeightGram: Scalars['Int']['output'];
};

export type CheckoutOutput = {
  readonly invoiceId: Scalars['Int']['output'];
  readonly workflowId: Scalars['String']['output'];
};

/** rate is what one unit of from is worth in to; the amount is rounded half up to a minor unit. */
export type ConvertPriceOutput = {
  readonly amount: Scalars['numeric']['output'];
  readonly amountMinor: Scalars['bigint']['output'];
  readonly asOf: Scalars['date']['output'];
  readonly rate: Scalars['numeric']['output'];
};

export type CreatorRankOutput = {
  readonly creatorId: Scalars['String']['output'];
  readonly email: Scalars['String']['output'];
  readonly mostRecentCreateTime: Maybe<Scalars['timestamptz']['output']>;
  readonly productCount: Scalars['Int']['output'];
  readonly rank: Scalars['Int']['output'];
};

export type DeadLetterOutput = {
  readonly attempts: Scalars['Int']['output'];
  readonly consumer: Scalars['String']['output'];
  readonly createdAt: Scalars['timestamptz']['output'];
  readonly discardedAt: Maybe<Scalars['timestamptz']['output']>;
  readonly error: Scalars['String']['output'];
  readonly id: Scalars['bigint']['output'];
  readonly key: Maybe<Scalars['String']['output']>;
  readonly payload: Maybe<Scalars['jsonb']['output']>;
  readonly replayedAt: Maybe<Scalars['timestamptz']['output']>;
  readonly source: Scalars['String']['output'];
};

export type DeliveryMethodName =
  | 'COURIER'
  | 'NONE'
  | 'PICKUP';

export type ExportAccountDataOutput = {
  readonly mediaId: Scalars['Int']['output'];
};

/** Rooms that people create. A CHAT between two comes from openChat. */
export type GroupRoomKind =
  | 'PRIVATE_CHANNEL'
  | 'PRIVATE_GROUP'
  | 'PUBLIC_CHANNEL'
  | 'PUBLIC_GROUP';

export type HealthPartOutput = {
  readonly detail: Maybe<Scalars['String']['output']>;
  readonly isHealthy: Scalars['Boolean']['output'];
  readonly name: Scalars['String']['output'];
};

export type HeartbeatOutput = {
  readonly lastSeenAt: Scalars['timestamptz']['output'];
  readonly memberId: Scalars['Int']['output'];
};

export type ImportCatalogOutput = {
  readonly creatorCount: Scalars['Int']['output'];
  readonly mediaId: Scalars['Int']['output'];
  readonly productCount: Scalars['Int']['output'];
};

export type MeOutput = {
  readonly accountId: Scalars['Int']['output'];
  readonly allowedRoles: ReadonlyArray<Scalars['String']['output']>;
  readonly currentTz: Scalars['String']['output'];
  readonly email: Scalars['String']['output'];
  readonly isVerified: Scalars['Boolean']['output'];
  readonly locale: Scalars['String']['output'];
  readonly memberId: Maybe<Scalars['Int']['output']>;
  readonly role: Scalars['String']['output'];
  readonly slug: Scalars['String']['output'];
  readonly username: Scalars['String']['output'];
};

export type MediaOutput = {
  readonly contentType: Maybe<Scalars['String']['output']>;
  readonly mediaId: Scalars['Int']['output'];
  readonly sizeByte: Maybe<Scalars['bigint']['output']>;
  readonly status: Scalars['String']['output'];
};

export type MediaUrlOutput = {
  readonly expiresAt: Scalars['timestamptz']['output'];
  readonly mediaId: Scalars['Int']['output'];
  readonly url: Scalars['String']['output'];
};

export type MoveTaskListOutput = {
  readonly rank: Scalars['String']['output'];
  readonly taskListId: Scalars['Int']['output'];
};

export type MoveTaskOutput = {
  readonly rank: Scalars['String']['output'];
  readonly taskId: Scalars['Int']['output'];
  readonly taskListId: Scalars['Int']['output'];
  readonly version: Scalars['Int']['output'];
};

export type Mutation = {
  readonly addToCart: CartOutput;
  readonly cancelReservation: ReservationOutput;
  readonly changeEmail: OkOutput;
  readonly changePassword: OkOutput;
  readonly checkoutCart: CheckoutOutput;
  readonly completeUpload: MediaOutput;
  readonly confirmEmail: OkOutput;
  readonly confirmReservation: ReservationOutput;
  readonly createRoom: RoomOutput;
  readonly createTicketSeries: TicketSeriesOutput;
  readonly createUpload: UploadOutput;
  readonly discardDeadLetter: OkOutput;
  readonly exportAccountData: ExportAccountDataOutput;
  readonly heartbeat: HeartbeatOutput;
  readonly importCatalog: ImportCatalogOutput;
  readonly joinRoom: RoomOutput;
  readonly killSession: OkOutput;
  readonly moveTask: MoveTaskOutput;
  readonly moveTaskList: MoveTaskListOutput;
  readonly publishEvent: PublishEventOutput;
  readonly publishProduct: PublishProductOutput;
  readonly rebuildProjection: RebuildProjectionOutput;
  readonly refreshToken: AuthTokenOutput;
  readonly refundInvoice: RefundOutput;
  readonly reindexSearch: ReindexSearchOutput;
  readonly replayDeadLetter: ReplayDeadLetterOutput;
  readonly requestPasswordReset: OkOutput;
  readonly resendVerification: OkOutput;
  readonly reserveTicket: ReservationOutput;
  readonly resetPassword: OkOutput;
  readonly setAccountRole: SetAccountRoleOutput;
  readonly signIn: AuthTokenOutput;
  readonly signOut: OkOutput;
  readonly signUp: SignUpOutput;
  readonly startPayment: PaymentOutput;
};


export type MutationAddToCartArgs = {
  cart?: InputMaybe<Scalars['String']['input']>;
  deltaQty: Scalars['Int']['input'];
  productId: Scalars['Int']['input'];
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
  memberIds?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  name: Scalars['String']['input'];
};


export type MutationCreateTicketSeriesArgs = {
  count: Scalars['Int']['input'];
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
  name: Scalars['String']['input'];
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
  readonly ok: Scalars['Boolean']['output'];
};

/** A payment that waits at the gateway; redirectUrl is where the buyer pays. */
export type PaymentOutput = {
  readonly localOrderId: Scalars['String']['output'];
  readonly paymentId: Scalars['Int']['output'];
  readonly redirectUrl: Scalars['String']['output'];
  readonly status: Scalars['String']['output'];
};

export type PublishEventOutput = {
  readonly eventId: Scalars['Int']['output'];
  readonly publishedAt: Scalars['timestamptz']['output'];
};

export type PublishProductOutput = {
  readonly productId: Scalars['Int']['output'];
  readonly publishedAt: Scalars['timestamptz']['output'];
};

export type PushPublicKeyOutput = {
  readonly publicKey: Scalars['String']['output'];
};

export type Query = {
  readonly convertPrice: ConvertPriceOutput;
  readonly listAuditLog: ReadonlyArray<AuditLogOutput>;
  readonly listDeadLetter: ReadonlyArray<DeadLetterOutput>;
  readonly listSession: ReadonlyArray<SessionOutput>;
  readonly me: MeOutput;
  readonly mediaUrl: MediaUrlOutput;
  readonly priceCart: CartOutput;
  readonly pushPublicKey: PushPublicKeyOutput;
  readonly rankCreator: ReadonlyArray<CreatorRankOutput>;
  readonly systemHealth: SystemHealthOutput;
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

/** One creator of the ranking's input; the id is the outside one, usr_… */
export type RankCreatorInput = {
  readonly email: Scalars['String']['input'];
  readonly id: Scalars['String']['input'];
};

export type RankDataInput = {
  readonly creators: ReadonlyArray<RankCreatorInput>;
  readonly products: ReadonlyArray<RankProductInput>;
};

export type RankProductInput = {
  readonly createTime: Scalars['timestamptz']['input'];
  readonly creatorId: Scalars['String']['input'];
  readonly id: Scalars['String']['input'];
};

export type RebuildProjectionOutput = {
  readonly name: Scalars['String']['output'];
  readonly rowCount: Scalars['Int']['output'];
};

export type RefundOutput = {
  readonly invoiceId: Scalars['Int']['output'];
  readonly status: Scalars['String']['output'];
};

export type ReindexSearchOutput = {
  readonly rowCount: Scalars['Int']['output'];
};

export type ReplayDeadLetterOutput = {
  readonly deadLetterId: Scalars['bigint']['output'];
  readonly replayedAt: Scalars['timestamptz']['output'];
};

export type ReservationOutput = {
  readonly currencyCode: Scalars['String']['output'];
  readonly expiresAt: Scalars['timestamptz']['output'];
  readonly publicId: Scalars['String']['output'];
  readonly qty: Scalars['Int']['output'];
  readonly status: Scalars['String']['output'];
  readonly totalMinor: Scalars['bigint']['output'];
};

export type RoomOutput = {
  readonly memberId: Scalars['Int']['output'];
  readonly roomId: Scalars['Int']['output'];
};

export type SessionOutput = {
  readonly device: Maybe<Scalars['String']['output']>;
  readonly expiresAt: Scalars['timestamptz']['output'];
  readonly id: Scalars['bigint']['output'];
  readonly ipAddress: Maybe<Scalars['String']['output']>;
  readonly isCurrent: Scalars['Boolean']['output'];
  readonly loginAt: Scalars['timestamptz']['output'];
  readonly userAgent: Maybe<Scalars['String']['output']>;
};

export type SetAccountRoleOutput = {
  readonly accountId: Scalars['Int']['output'];
  readonly role: Scalars['String']['output'];
};

export type SignUpOutput = {
  readonly accountId: Scalars['Int']['output'];
  readonly slug: Scalars['String']['output'];
  readonly username: Scalars['String']['output'];
};

export type SystemHealthOutput = {
  readonly cpuPercent: Scalars['Float']['output'];
  readonly diskPercent: Scalars['Float']['output'];
  readonly measuredAt: Scalars['timestamptz']['output'];
  readonly parts: ReadonlyArray<HealthPartOutput>;
  readonly ramPercent: Scalars['Float']['output'];
};

export type TicketSeriesOutput = {
  readonly firstNumber: Scalars['Int']['output'];
  readonly lastNumber: Scalars['Int']['output'];
  readonly offerId: Scalars['Int']['output'];
  readonly serie: Scalars['String']['output'];
};

export type TicketTypeName =
  | 'COUPLES'
  | 'GOLDEN_CIRCLE'
  | 'PREEMPTIVE'
  | 'STANDARD';

/** Where and how to put the bytes: a form post that the store itself holds to the size limit. */
export type UploadOutput = {
  readonly expiresAt: Scalars['timestamptz']['output'];
  readonly formFields: Scalars['jsonb']['output'];
  readonly maxSizeByte: Scalars['Int']['output'];
  readonly mediaId: Scalars['Int']['output'];
  readonly method: Scalars['String']['output'];
  readonly uploadUrl: Scalars['String']['output'];
};
