/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import { type GraphQLClient, type RequestOptions } from 'graphql-request';
import type { DocumentNode } from 'graphql';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
type GraphQLClientRequestHeaders = RequestOptions['requestHeaders'];
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  bigint: { input: number; output: number; }
  citext: { input: string; output: string; }
  date: { input: string; output: string; }
  json: { input: unknown; output: unknown; }
  jsonb: { input: unknown; output: unknown; }
  numeric: { input: number; output: number; }
  smallint: { input: number; output: number; }
  timestamptz: { input: string; output: string; }
  uuid: { input: string; output: string; }
};

/** Boolean expression to filter rows from the table "account". All fields are combined with a logical 'AND'. */
export type AccountBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<AccountBoolExp>>;
  readonly _not?: InputMaybe<AccountBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<AccountBoolExp>>;
  readonly baseTz?: InputMaybe<StringComparisonExp>;
  readonly boardMembers?: InputMaybe<BoardMemberBoolExp>;
  readonly carts?: InputMaybe<CartBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly creator?: InputMaybe<CreatorBoolExp>;
  readonly currentTz?: InputMaybe<StringComparisonExp>;
  readonly email?: InputMaybe<CitextComparisonExp>;
  readonly familyName?: InputMaybe<StringComparisonExp>;
  readonly givenName?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly invoices?: InputMaybe<InvoiceBoolExp>;
  readonly isActive?: InputMaybe<BooleanComparisonExp>;
  readonly lastLoginAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly locale?: InputMaybe<StringComparisonExp>;
  readonly member?: InputMaybe<MemberBoolExp>;
  readonly middleNames?: InputMaybe<StringComparisonExp>;
  readonly notifications?: InputMaybe<NotificationBoolExp>;
  readonly pushSubscriptions?: InputMaybe<PushSubscriptionBoolExp>;
  readonly reminders?: InputMaybe<ReminderBoolExp>;
  readonly reservations?: InputMaybe<ReservationBoolExp>;
  readonly role?: InputMaybe<AccountRoleEnumComparisonExp>;
  readonly slug?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly updatedBy?: InputMaybe<IntComparisonExp>;
  readonly username?: InputMaybe<CitextComparisonExp>;
  readonly verifiedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "account". */
export type AccountOrderBy = {
  readonly baseTz?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly creator?: InputMaybe<CreatorOrderBy>;
  readonly currentTz?: InputMaybe<OrderBy>;
  readonly email?: InputMaybe<OrderBy>;
  readonly familyName?: InputMaybe<OrderBy>;
  readonly givenName?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly isActive?: InputMaybe<OrderBy>;
  readonly lastLoginAt?: InputMaybe<OrderBy>;
  readonly locale?: InputMaybe<OrderBy>;
  readonly member?: InputMaybe<MemberOrderBy>;
  readonly middleNames?: InputMaybe<OrderBy>;
  readonly role?: InputMaybe<OrderBy>;
  readonly slug?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly updatedBy?: InputMaybe<OrderBy>;
  readonly username?: InputMaybe<OrderBy>;
  readonly verifiedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: account */
export type AccountPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** Boolean expression to filter rows from the table "account_profile". All fields are combined with a logical 'AND'. */
export type AccountProfileBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<AccountProfileBoolExp>>;
  readonly _not?: InputMaybe<AccountProfileBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<AccountProfileBoolExp>>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly familyName?: InputMaybe<StringComparisonExp>;
  readonly givenName?: InputMaybe<StringComparisonExp>;
  readonly member?: InputMaybe<MemberBoolExp>;
  readonly memberId?: InputMaybe<IntComparisonExp>;
  readonly slug?: InputMaybe<StringComparisonExp>;
  readonly username?: InputMaybe<CitextComparisonExp>;
};

/** Ordering options when selecting data from "account_profile". */
export type AccountProfileOrderBy = {
  readonly accountId?: InputMaybe<OrderBy>;
  readonly familyName?: InputMaybe<OrderBy>;
  readonly givenName?: InputMaybe<OrderBy>;
  readonly member?: InputMaybe<MemberOrderBy>;
  readonly memberId?: InputMaybe<OrderBy>;
  readonly slug?: InputMaybe<OrderBy>;
  readonly username?: InputMaybe<OrderBy>;
};

/** select columns of table "account_profile" */
export type AccountProfileSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'familyName'
  /** column name */
  | 'givenName'
  /** column name */
  | 'memberId'
  /** column name */
  | 'slug'
  /** column name */
  | 'username';

/** Streaming cursor of the table "account_profile" */
export type AccountProfileStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: AccountProfileStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type AccountProfileStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly memberId?: InputMaybe<Scalars['Int']['input']>;
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  readonly username?: InputMaybe<Scalars['citext']['input']>;
};

export type AccountRoleEnum =
  | 'EDITOR'
  | 'MOD'
  | 'SUPERADMIN'
  | 'SYSTEM'
  | 'USER';

/** Boolean expression to compare columns of type "AccountRoleEnum". All fields are combined with logical 'AND'. */
export type AccountRoleEnumComparisonExp = {
  readonly _eq?: InputMaybe<AccountRoleEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<AccountRoleEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<AccountRoleEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<AccountRoleEnum>>;
};

/** select columns of table "account" */
export type AccountSelectColumn =
  /** column name */
  | 'baseTz'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'currentTz'
  /** column name */
  | 'email'
  /** column name */
  | 'familyName'
  /** column name */
  | 'givenName'
  /** column name */
  | 'id'
  /** column name */
  | 'isActive'
  /** column name */
  | 'lastLoginAt'
  /** column name */
  | 'locale'
  /** column name */
  | 'middleNames'
  /** column name */
  | 'role'
  /** column name */
  | 'slug'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'updatedBy'
  /** column name */
  | 'username'
  /** column name */
  | 'verifiedAt'
  /** column name */
  | 'version';

/** input type for updating data in table "account" */
export type AccountSetInput = {
  readonly currentTz?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  readonly middleNames?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "account" */
export type AccountStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: AccountStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type AccountStreamCursorValueInput = {
  readonly baseTz?: InputMaybe<Scalars['String']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly currentTz?: InputMaybe<Scalars['String']['input']>;
  readonly email?: InputMaybe<Scalars['citext']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly isActive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly lastLoginAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  readonly middleNames?: InputMaybe<Scalars['String']['input']>;
  readonly role?: InputMaybe<AccountRoleEnum>;
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly updatedBy?: InputMaybe<Scalars['Int']['input']>;
  readonly username?: InputMaybe<Scalars['citext']['input']>;
  readonly verifiedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

export type AccountUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<AccountSetInput>;
  /** filter the rows which have to be updated */
  readonly where: AccountBoolExp;
};

/** Boolean expression to compare columns of type "bigint". All fields are combined with logical 'AND'. */
export type BigintComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['bigint']['input']>;
  readonly _gt?: InputMaybe<Scalars['bigint']['input']>;
  readonly _gte?: InputMaybe<Scalars['bigint']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['bigint']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['bigint']['input']>;
  readonly _lte?: InputMaybe<Scalars['bigint']['input']>;
  readonly _neq?: InputMaybe<Scalars['bigint']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['bigint']['input']>>;
};

/** Boolean expression to filter rows from the table "board". All fields are combined with a logical 'AND'. */
export type BoardBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<BoardBoolExp>>;
  readonly _not?: InputMaybe<BoardBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<BoardBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly boardMembers?: InputMaybe<BoardMemberBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly taskLists?: InputMaybe<TaskListBoolExp>;
  readonly tasks?: InputMaybe<TaskBoolExp>;
  readonly tasks_aggregate?: InputMaybe<Task_Aggregate_Bool_Exp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly visibility?: InputMaybe<BoardVisibilityEnumComparisonExp>;
};

/** unique or primary key constraints on table "board" */
export type BoardConstraint =
  /** unique or primary key constraint on columns "id" */
  | 'board_pkey';

/** input type for inserting data into table "board" */
export type BoardInsertInput = {
  readonly boardMembers?: InputMaybe<BoardMemberArrRelInsertInput>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly taskLists?: InputMaybe<TaskListArrRelInsertInput>;
  readonly tasks?: InputMaybe<TaskArrRelInsertInput>;
  readonly visibility?: InputMaybe<BoardVisibilityEnum>;
};

/** input type for inserting array relation for remote table "board_member" */
export type BoardMemberArrRelInsertInput = {
  readonly data: ReadonlyArray<BoardMemberInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<BoardMemberOnConflict>;
};

/** Boolean expression to filter rows from the table "board_member". All fields are combined with a logical 'AND'. */
export type BoardMemberBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<BoardMemberBoolExp>>;
  readonly _not?: InputMaybe<BoardMemberBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<BoardMemberBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly board?: InputMaybe<BoardBoolExp>;
  readonly boardId?: InputMaybe<IntComparisonExp>;
  readonly joinedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly profile?: InputMaybe<AccountProfileBoolExp>;
  readonly role?: InputMaybe<BoardMemberRoleEnumComparisonExp>;
};

/** unique or primary key constraints on table "board_member" */
export type BoardMemberConstraint =
  /** unique or primary key constraint on columns "board_id", "account_id" */
  | 'board_member_pkey';

/** input type for inserting data into table "board_member" */
export type BoardMemberInsertInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly board?: InputMaybe<BoardObjRelInsertInput>;
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly role?: InputMaybe<BoardMemberRoleEnum>;
};

/** input type for inserting object relation for remote table "board_member" */
export type BoardMemberObjRelInsertInput = {
  readonly data: BoardMemberInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<BoardMemberOnConflict>;
};

/** on_conflict condition type for table "board_member" */
export type BoardMemberOnConflict = {
  readonly constraint: BoardMemberConstraint;
  readonly update_columns?: ReadonlyArray<BoardMemberUpdateColumn>;
  readonly where?: InputMaybe<BoardMemberBoolExp>;
};

/** Ordering options when selecting data from "board_member". */
export type BoardMemberOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly board?: InputMaybe<BoardOrderBy>;
  readonly boardId?: InputMaybe<OrderBy>;
  readonly joinedAt?: InputMaybe<OrderBy>;
  readonly profile?: InputMaybe<AccountProfileOrderBy>;
  readonly role?: InputMaybe<OrderBy>;
};

export type BoardMemberRoleEnum =
  | 'EDITOR'
  | 'OWNER'
  | 'VIEWER';

/** Boolean expression to compare columns of type "BoardMemberRoleEnum". All fields are combined with logical 'AND'. */
export type BoardMemberRoleEnumComparisonExp = {
  readonly _eq?: InputMaybe<BoardMemberRoleEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<BoardMemberRoleEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<BoardMemberRoleEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<BoardMemberRoleEnum>>;
};

/** select columns of table "board_member" */
export type BoardMemberSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'boardId'
  /** column name */
  | 'joinedAt'
  /** column name */
  | 'role';

/** Streaming cursor of the table "board_member" */
export type BoardMemberStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: BoardMemberStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type BoardMemberStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly joinedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly role?: InputMaybe<BoardMemberRoleEnum>;
};

/** update columns of table "board_member" */
export type BoardMemberUpdateColumn =
  /** placeholder (do not use) */
  | '_PLACEHOLDER';

/** input type for inserting object relation for remote table "board" */
export type BoardObjRelInsertInput = {
  readonly data: BoardInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<BoardOnConflict>;
};

/** on_conflict condition type for table "board" */
export type BoardOnConflict = {
  readonly constraint: BoardConstraint;
  readonly update_columns?: ReadonlyArray<BoardUpdateColumn>;
  readonly where?: InputMaybe<BoardBoolExp>;
};

/** Ordering options when selecting data from "board". */
export type BoardOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly tasksAggregate?: InputMaybe<TaskAggregateOrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly visibility?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: board */
export type BoardPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "board" */
export type BoardSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'id'
  /** column name */
  | 'name'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'visibility';

/** input type for updating data in table "board" */
export type BoardSetInput = {
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly visibility?: InputMaybe<BoardVisibilityEnum>;
};

/** Streaming cursor of the table "board" */
export type BoardStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: BoardStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type BoardStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly visibility?: InputMaybe<BoardVisibilityEnum>;
};

/** update columns of table "board" */
export type BoardUpdateColumn =
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'name'
  /** column name */
  | 'visibility';

export type BoardUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<BoardSetInput>;
  /** filter the rows which have to be updated */
  readonly where: BoardBoolExp;
};

export type BoardVisibilityEnum =
  | 'PRIVATE'
  | 'PUBLIC';

/** Boolean expression to compare columns of type "BoardVisibilityEnum". All fields are combined with logical 'AND'. */
export type BoardVisibilityEnumComparisonExp = {
  readonly _eq?: InputMaybe<BoardVisibilityEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<BoardVisibilityEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<BoardVisibilityEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<BoardVisibilityEnum>>;
};

/** Boolean expression to compare columns of type "Boolean". All fields are combined with logical 'AND'. */
export type BooleanComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _gt?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _gte?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['Boolean']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lte?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['Boolean']['input']>>;
};

/** Boolean expression to filter rows from the table "cart". All fields are combined with a logical 'AND'. */
export type CartBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CartBoolExp>>;
  readonly _not?: InputMaybe<CartBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CartBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly cartItems?: InputMaybe<CartItemBoolExp>;
  readonly checkedOutAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly invoice?: InputMaybe<InvoiceBoolExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "cart" */
export type CartConstraint =
  /** unique or primary key constraint on columns "id" */
  | 'cart_pkey';

/** input type for inserting data into table "cart" */
export type CartInsertInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Boolean expression to filter rows from the table "cart_item". All fields are combined with a logical 'AND'. */
export type CartItemBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CartItemBoolExp>>;
  readonly _not?: InputMaybe<CartItemBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CartItemBoolExp>>;
  readonly cart?: InputMaybe<CartBoolExp>;
  readonly cartId?: InputMaybe<IntComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly product?: InputMaybe<ProductBoolExp>;
  readonly productId?: InputMaybe<IntComparisonExp>;
  readonly qty?: InputMaybe<IntComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** Ordering options when selecting data from "cart_item". */
export type CartItemOrderBy = {
  readonly cart?: InputMaybe<CartOrderBy>;
  readonly cartId?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly product?: InputMaybe<ProductOrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly qty?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "cart_item" */
export type CartItemSelectColumn =
  /** column name */
  | 'cartId'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'id'
  /** column name */
  | 'productId'
  /** column name */
  | 'qty'
  /** column name */
  | 'updatedAt';

/** Streaming cursor of the table "cart_item" */
export type CartItemStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CartItemStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CartItemStreamCursorValueInput = {
  readonly cartId?: InputMaybe<Scalars['Int']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly productId?: InputMaybe<Scalars['Int']['input']>;
  readonly qty?: InputMaybe<Scalars['Int']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** on_conflict condition type for table "cart" */
export type CartOnConflict = {
  readonly constraint: CartConstraint;
  readonly update_columns?: ReadonlyArray<CartUpdateColumn>;
  readonly where?: InputMaybe<CartBoolExp>;
};

/** Ordering options when selecting data from "cart". */
export type CartOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly checkedOutAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly invoice?: InputMaybe<InvoiceOrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "cart" */
export type CartSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'checkedOutAt'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'id'
  /** column name */
  | 'name'
  /** column name */
  | 'updatedAt';

/** Streaming cursor of the table "cart" */
export type CartStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CartStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CartStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly checkedOutAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "cart" */
export type CartUpdateColumn =
  /** placeholder (do not use) */
  | '_PLACEHOLDER';

/** Boolean expression to compare columns of type "citext". All fields are combined with logical 'AND'. */
export type CitextComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['citext']['input']>;
  readonly _gt?: InputMaybe<Scalars['citext']['input']>;
  readonly _gte?: InputMaybe<Scalars['citext']['input']>;
  /** does the column match the given case-insensitive pattern */
  readonly _ilike?: InputMaybe<Scalars['citext']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['citext']['input']>>;
  /** does the column match the given POSIX regular expression, case insensitive */
  readonly _iregex?: InputMaybe<Scalars['citext']['input']>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** does the column match the given pattern */
  readonly _like?: InputMaybe<Scalars['citext']['input']>;
  readonly _lt?: InputMaybe<Scalars['citext']['input']>;
  readonly _lte?: InputMaybe<Scalars['citext']['input']>;
  readonly _neq?: InputMaybe<Scalars['citext']['input']>;
  /** does the column NOT match the given case-insensitive pattern */
  readonly _nilike?: InputMaybe<Scalars['citext']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['citext']['input']>>;
  /** does the column NOT match the given POSIX regular expression, case insensitive */
  readonly _niregex?: InputMaybe<Scalars['citext']['input']>;
  /** does the column NOT match the given pattern */
  readonly _nlike?: InputMaybe<Scalars['citext']['input']>;
  /** does the column NOT match the given POSIX regular expression, case sensitive */
  readonly _nregex?: InputMaybe<Scalars['citext']['input']>;
  /** does the column NOT match the given SQL regular expression */
  readonly _nsimilar?: InputMaybe<Scalars['citext']['input']>;
  /** does the column match the given POSIX regular expression, case sensitive */
  readonly _regex?: InputMaybe<Scalars['citext']['input']>;
  /** does the column match the given SQL regular expression */
  readonly _similar?: InputMaybe<Scalars['citext']['input']>;
};

/** Boolean expression to filter rows from the table "creator_activity". All fields are combined with a logical 'AND'. */
export type CreatorActivityBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CreatorActivityBoolExp>>;
  readonly _not?: InputMaybe<CreatorActivityBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CreatorActivityBoolExp>>;
  readonly creator?: InputMaybe<CreatorBoolExp>;
  readonly creatorId?: InputMaybe<IntComparisonExp>;
  readonly externalId?: InputMaybe<StringComparisonExp>;
  readonly mostRecentCreateTime?: InputMaybe<TimestamptzComparisonExp>;
  readonly productCount?: InputMaybe<IntComparisonExp>;
  readonly rank?: InputMaybe<BigintComparisonExp>;
};

/** Ordering options when selecting data from "creator_activity". */
export type CreatorActivityOrderBy = {
  readonly creator?: InputMaybe<CreatorOrderBy>;
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly externalId?: InputMaybe<OrderBy>;
  readonly mostRecentCreateTime?: InputMaybe<OrderBy>;
  readonly productCount?: InputMaybe<OrderBy>;
  readonly rank?: InputMaybe<OrderBy>;
};

/** select columns of table "creator_activity" */
export type CreatorActivitySelectColumn =
  /** column name */
  | 'creatorId'
  /** column name */
  | 'externalId'
  /** column name */
  | 'mostRecentCreateTime'
  /** column name */
  | 'productCount'
  /** column name */
  | 'rank';

/** Streaming cursor of the table "creator_activity" */
export type CreatorActivityStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CreatorActivityStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CreatorActivityStreamCursorValueInput = {
  readonly creatorId?: InputMaybe<Scalars['Int']['input']>;
  readonly externalId?: InputMaybe<Scalars['String']['input']>;
  readonly mostRecentCreateTime?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly productCount?: InputMaybe<Scalars['Int']['input']>;
  readonly rank?: InputMaybe<Scalars['bigint']['input']>;
};

/** Boolean expression to filter rows from the table "creator". All fields are combined with a logical 'AND'. */
export type CreatorBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CreatorBoolExp>>;
  readonly _not?: InputMaybe<CreatorBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CreatorBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly activity?: InputMaybe<CreatorActivityBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly externalId?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly products?: InputMaybe<ProductBoolExp>;
  readonly products_aggregate?: InputMaybe<Product_Aggregate_Bool_Exp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "creator" */
export type CreatorConstraint =
  /** unique or primary key constraint on columns "account_id" */
  | 'creator_account_id_key'
  /** unique or primary key constraint on columns "external_id" */
  | 'creator_external_id_key'
  /** unique or primary key constraint on columns "id" */
  | 'creator_pkey';

/** input type for inserting data into table "creator" */
export type CreatorInsertInput = {
  readonly email?: InputMaybe<Scalars['citext']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly products?: InputMaybe<ProductArrRelInsertInput>;
};

/** input type for inserting object relation for remote table "creator" */
export type CreatorObjRelInsertInput = {
  readonly data: CreatorInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<CreatorOnConflict>;
};

/** on_conflict condition type for table "creator" */
export type CreatorOnConflict = {
  readonly constraint: CreatorConstraint;
  readonly update_columns?: ReadonlyArray<CreatorUpdateColumn>;
  readonly where?: InputMaybe<CreatorBoolExp>;
};

/** Ordering options when selecting data from "creator". */
export type CreatorOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly activity?: InputMaybe<CreatorActivityOrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly externalId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly productsAggregate?: InputMaybe<ProductAggregateOrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: creator */
export type CreatorPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "creator" */
export type CreatorSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'externalId'
  /** column name */
  | 'id'
  /** column name */
  | 'name'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "creator" */
export type CreatorSetInput = {
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly email?: InputMaybe<Scalars['citext']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "creator" */
export type CreatorStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CreatorStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CreatorStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly externalId?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "creator" */
export type CreatorUpdateColumn =
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'email'
  /** column name */
  | 'name';

export type CreatorUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<CreatorSetInput>;
  /** filter the rows which have to be updated */
  readonly where: CreatorBoolExp;
};

/** Boolean expression to filter rows from the table "currency". All fields are combined with a logical 'AND'. */
export type CurrencyBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CurrencyBoolExp>>;
  readonly _not?: InputMaybe<CurrencyBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CurrencyBoolExp>>;
  readonly baseRates?: InputMaybe<CurrencyRateBoolExp>;
  readonly code?: InputMaybe<StringComparisonExp>;
  readonly exponent?: InputMaybe<SmallintComparisonExp>;
  readonly isQuoted?: InputMaybe<BooleanComparisonExp>;
  readonly quoteRates?: InputMaybe<CurrencyRateBoolExp>;
};

/** Ordering options when selecting data from "currency". */
export type CurrencyOrderBy = {
  readonly code?: InputMaybe<OrderBy>;
  readonly exponent?: InputMaybe<OrderBy>;
  readonly isQuoted?: InputMaybe<OrderBy>;
};

/** Boolean expression to filter rows from the table "currency_rate". All fields are combined with a logical 'AND'. */
export type CurrencyRateBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<CurrencyRateBoolExp>>;
  readonly _not?: InputMaybe<CurrencyRateBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<CurrencyRateBoolExp>>;
  readonly asOf?: InputMaybe<DateComparisonExp>;
  readonly base?: InputMaybe<CurrencyBoolExp>;
  readonly baseCode?: InputMaybe<StringComparisonExp>;
  readonly fetchedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly quote?: InputMaybe<CurrencyBoolExp>;
  readonly quoteCode?: InputMaybe<StringComparisonExp>;
  readonly rate?: InputMaybe<NumericComparisonExp>;
  readonly source?: InputMaybe<StringComparisonExp>;
};

/** Ordering options when selecting data from "currency_rate". */
export type CurrencyRateOrderBy = {
  readonly asOf?: InputMaybe<OrderBy>;
  readonly base?: InputMaybe<CurrencyOrderBy>;
  readonly baseCode?: InputMaybe<OrderBy>;
  readonly fetchedAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly quote?: InputMaybe<CurrencyOrderBy>;
  readonly quoteCode?: InputMaybe<OrderBy>;
  readonly rate?: InputMaybe<OrderBy>;
  readonly source?: InputMaybe<OrderBy>;
};

/** select columns of table "currency_rate" */
export type CurrencyRateSelectColumn =
  /** column name */
  | 'asOf'
  /** column name */
  | 'baseCode'
  /** column name */
  | 'fetchedAt'
  /** column name */
  | 'id'
  /** column name */
  | 'quoteCode'
  /** column name */
  | 'rate'
  /** column name */
  | 'source';

/** Streaming cursor of the table "currency_rate" */
export type CurrencyRateStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CurrencyRateStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CurrencyRateStreamCursorValueInput = {
  readonly asOf?: InputMaybe<Scalars['date']['input']>;
  readonly baseCode?: InputMaybe<Scalars['String']['input']>;
  readonly fetchedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly quoteCode?: InputMaybe<Scalars['String']['input']>;
  readonly rate?: InputMaybe<Scalars['numeric']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
};

/** select columns of table "currency" */
export type CurrencySelectColumn =
  /** column name */
  | 'code'
  /** column name */
  | 'exponent'
  /** column name */
  | 'isQuoted';

/** Streaming cursor of the table "currency" */
export type CurrencyStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: CurrencyStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type CurrencyStreamCursorValueInput = {
  readonly code?: InputMaybe<Scalars['String']['input']>;
  readonly exponent?: InputMaybe<Scalars['smallint']['input']>;
  readonly isQuoted?: InputMaybe<Scalars['Boolean']['input']>;
};

/** ordering argument of a cursor */
export type CursorOrdering =
  /** ascending ordering of the cursor */
  | 'ASC'
  /** descending ordering of the cursor */
  | 'DESC';

/** Boolean expression to compare columns of type "date". All fields are combined with logical 'AND'. */
export type DateComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['date']['input']>;
  readonly _gt?: InputMaybe<Scalars['date']['input']>;
  readonly _gte?: InputMaybe<Scalars['date']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['date']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['date']['input']>;
  readonly _lte?: InputMaybe<Scalars['date']['input']>;
  readonly _neq?: InputMaybe<Scalars['date']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['date']['input']>>;
};

export type DeliveryMethodEnum =
  | 'COURIER'
  | 'NONE'
  | 'PICKUP';

/** Boolean expression to compare columns of type "DeliveryMethodEnum". All fields are combined with logical 'AND'. */
export type DeliveryMethodEnumComparisonExp = {
  readonly _eq?: InputMaybe<DeliveryMethodEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<DeliveryMethodEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<DeliveryMethodEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<DeliveryMethodEnum>>;
};

export type DeliveryMethodName =
  | 'COURIER'
  | 'NONE'
  | 'PICKUP';

/** Boolean expression to filter rows from the table "event". All fields are combined with a logical 'AND'. */
export type EventBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<EventBoolExp>>;
  readonly _not?: InputMaybe<EventBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<EventBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly baseTz?: InputMaybe<StringComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly description?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly image?: InputMaybe<MediaBoolExp>;
  readonly imageId?: InputMaybe<IntComparisonExp>;
  readonly locale?: InputMaybe<StringComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly place?: InputMaybe<StringComparisonExp>;
  readonly publishedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly reservations?: InputMaybe<ReservationBoolExp>;
  readonly scheduledAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly slug?: InputMaybe<StringComparisonExp>;
  readonly ticketOffers?: InputMaybe<TicketOfferBoolExp>;
  readonly ticketSummaries?: InputMaybe<EventTicketSummaryBoolExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** Ordering options when selecting data from "event". */
export type EventOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly baseTz?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly image?: InputMaybe<MediaOrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly locale?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly place?: InputMaybe<OrderBy>;
  readonly publishedAt?: InputMaybe<OrderBy>;
  readonly scheduledAt?: InputMaybe<OrderBy>;
  readonly slug?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "event" */
export type EventSelectColumn =
  /** column name */
  | 'baseTz'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'description'
  /** column name */
  | 'id'
  /** column name */
  | 'imageId'
  /** column name */
  | 'locale'
  /** column name */
  | 'name'
  /** column name */
  | 'place'
  /** column name */
  | 'publishedAt'
  /** column name */
  | 'scheduledAt'
  /** column name */
  | 'slug'
  /** column name */
  | 'updatedAt';

/** Streaming cursor of the table "event" */
export type EventStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: EventStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type EventStreamCursorValueInput = {
  readonly baseTz?: InputMaybe<Scalars['String']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly imageId?: InputMaybe<Scalars['Int']['input']>;
  readonly locale?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly place?: InputMaybe<Scalars['String']['input']>;
  readonly publishedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly scheduledAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly slug?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** Boolean expression to filter rows from the table "event_ticket_summary". All fields are combined with a logical 'AND'. */
export type EventTicketSummaryBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<EventTicketSummaryBoolExp>>;
  readonly _not?: InputMaybe<EventTicketSummaryBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<EventTicketSummaryBoolExp>>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly event?: InputMaybe<EventBoolExp>;
  readonly eventId?: InputMaybe<IntComparisonExp>;
  readonly eventSlug?: InputMaybe<StringComparisonExp>;
  readonly price?: InputMaybe<NumericComparisonExp>;
  readonly prices?: InputMaybe<JsonbComparisonExp>;
  readonly qty?: InputMaybe<IntComparisonExp>;
  readonly ticketType?: InputMaybe<StringComparisonExp>;
};

/** Ordering options when selecting data from "event_ticket_summary". */
export type EventTicketSummaryOrderBy = {
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly event?: InputMaybe<EventOrderBy>;
  readonly eventId?: InputMaybe<OrderBy>;
  readonly eventSlug?: InputMaybe<OrderBy>;
  readonly price?: InputMaybe<OrderBy>;
  readonly prices?: InputMaybe<OrderBy>;
  readonly qty?: InputMaybe<OrderBy>;
  readonly ticketType?: InputMaybe<OrderBy>;
};

/** select columns of table "event_ticket_summary" */
export type EventTicketSummarySelectColumn =
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'eventId'
  /** column name */
  | 'eventSlug'
  /** column name */
  | 'price'
  /** column name */
  | 'prices'
  /** column name */
  | 'qty'
  /** column name */
  | 'ticketType';

/** Streaming cursor of the table "event_ticket_summary" */
export type EventTicketSummaryStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: EventTicketSummaryStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type EventTicketSummaryStreamCursorValueInput = {
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly eventId?: InputMaybe<Scalars['Int']['input']>;
  readonly eventSlug?: InputMaybe<Scalars['String']['input']>;
  readonly price?: InputMaybe<Scalars['numeric']['input']>;
  readonly prices?: InputMaybe<Scalars['jsonb']['input']>;
  readonly qty?: InputMaybe<Scalars['Int']['input']>;
  readonly ticketType?: InputMaybe<Scalars['String']['input']>;
};

/** Rooms that people create. A CHAT between two comes from openChat. */
export type GroupRoomKind =
  | 'PRIVATE_CHANNEL'
  | 'PRIVATE_GROUP'
  | 'PUBLIC_CHANNEL'
  | 'PUBLIC_GROUP';

/** Boolean expression to compare columns of type "Int". All fields are combined with logical 'AND'. */
export type IntComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['Int']['input']>;
  readonly _gt?: InputMaybe<Scalars['Int']['input']>;
  readonly _gte?: InputMaybe<Scalars['Int']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['Int']['input']>;
  readonly _lte?: InputMaybe<Scalars['Int']['input']>;
  readonly _neq?: InputMaybe<Scalars['Int']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
};

/** Boolean expression to filter rows from the table "invoice". All fields are combined with a logical 'AND'. */
export type InvoiceBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<InvoiceBoolExp>>;
  readonly _not?: InputMaybe<InvoiceBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<InvoiceBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly cart?: InputMaybe<CartBoolExp>;
  readonly cartId?: InputMaybe<IntComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly deadlineAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly deliveryMethod?: InputMaybe<DeliveryMethodEnumComparisonExp>;
  readonly deliveryPriceMinor?: InputMaybe<BigintComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly invoiceItems?: InputMaybe<InvoiceItemBoolExp>;
  readonly invoicePromos?: InputMaybe<InvoicePromoBoolExp>;
  readonly paidAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly paymentMethod?: InputMaybe<PaymentMethodEnumComparisonExp>;
  readonly payments?: InputMaybe<PaymentBoolExp>;
  readonly status?: InputMaybe<InvoiceStatusEnumComparisonExp>;
  readonly totalDiscountMinor?: InputMaybe<BigintComparisonExp>;
  readonly totalPaidMinor?: InputMaybe<BigintComparisonExp>;
  readonly totalPriceMinor?: InputMaybe<BigintComparisonExp>;
  readonly totalWeightGram?: InputMaybe<IntComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** Boolean expression to filter rows from the table "invoice_item". All fields are combined with a logical 'AND'. */
export type InvoiceItemBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<InvoiceItemBoolExp>>;
  readonly _not?: InputMaybe<InvoiceItemBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<InvoiceItemBoolExp>>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly discountMinor?: InputMaybe<BigintComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly info?: InputMaybe<StringComparisonExp>;
  readonly invoice?: InputMaybe<InvoiceBoolExp>;
  readonly invoiceId?: InputMaybe<IntComparisonExp>;
  readonly nameCopy?: InputMaybe<StringComparisonExp>;
  readonly priceCopyMinor?: InputMaybe<BigintComparisonExp>;
  readonly product?: InputMaybe<ProductBoolExp>;
  readonly productId?: InputMaybe<IntComparisonExp>;
  readonly qty?: InputMaybe<IntComparisonExp>;
  readonly subTotalMinor?: InputMaybe<BigintComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** Ordering options when selecting data from "invoice_item". */
export type InvoiceItemOrderBy = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly discountMinor?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly info?: InputMaybe<OrderBy>;
  readonly invoice?: InputMaybe<InvoiceOrderBy>;
  readonly invoiceId?: InputMaybe<OrderBy>;
  readonly nameCopy?: InputMaybe<OrderBy>;
  readonly priceCopyMinor?: InputMaybe<OrderBy>;
  readonly product?: InputMaybe<ProductOrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly qty?: InputMaybe<OrderBy>;
  readonly subTotalMinor?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "invoice_item" */
export type InvoiceItemSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'discountMinor'
  /** column name */
  | 'id'
  /** column name */
  | 'info'
  /** column name */
  | 'invoiceId'
  /** column name */
  | 'nameCopy'
  /** column name */
  | 'priceCopyMinor'
  /** column name */
  | 'productId'
  /** column name */
  | 'qty'
  /** column name */
  | 'subTotalMinor'
  /** column name */
  | 'updatedAt';

/** Streaming cursor of the table "invoice_item" */
export type InvoiceItemStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: InvoiceItemStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type InvoiceItemStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly discountMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly info?: InputMaybe<Scalars['String']['input']>;
  readonly invoiceId?: InputMaybe<Scalars['Int']['input']>;
  readonly nameCopy?: InputMaybe<Scalars['String']['input']>;
  readonly priceCopyMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly productId?: InputMaybe<Scalars['Int']['input']>;
  readonly qty?: InputMaybe<Scalars['Int']['input']>;
  readonly subTotalMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** Ordering options when selecting data from "invoice". */
export type InvoiceOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly cart?: InputMaybe<CartOrderBy>;
  readonly cartId?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly deadlineAt?: InputMaybe<OrderBy>;
  readonly deliveryMethod?: InputMaybe<OrderBy>;
  readonly deliveryPriceMinor?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly paidAt?: InputMaybe<OrderBy>;
  readonly paymentMethod?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly totalDiscountMinor?: InputMaybe<OrderBy>;
  readonly totalPaidMinor?: InputMaybe<OrderBy>;
  readonly totalPriceMinor?: InputMaybe<OrderBy>;
  readonly totalWeightGram?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** Boolean expression to filter rows from the table "invoice_promo". All fields are combined with a logical 'AND'. */
export type InvoicePromoBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<InvoicePromoBoolExp>>;
  readonly _not?: InputMaybe<InvoicePromoBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<InvoicePromoBoolExp>>;
  readonly invoice?: InputMaybe<InvoiceBoolExp>;
  readonly invoiceId?: InputMaybe<IntComparisonExp>;
  readonly promo?: InputMaybe<PromoBoolExp>;
  readonly promoId?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "invoice_promo". */
export type InvoicePromoOrderBy = {
  readonly invoice?: InputMaybe<InvoiceOrderBy>;
  readonly invoiceId?: InputMaybe<OrderBy>;
  readonly promo?: InputMaybe<PromoOrderBy>;
  readonly promoId?: InputMaybe<OrderBy>;
};

/** select columns of table "invoice_promo" */
export type InvoicePromoSelectColumn =
  /** column name */
  | 'invoiceId'
  /** column name */
  | 'promoId';

/** Streaming cursor of the table "invoice_promo" */
export type InvoicePromoStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: InvoicePromoStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type InvoicePromoStreamCursorValueInput = {
  readonly invoiceId?: InputMaybe<Scalars['Int']['input']>;
  readonly promoId?: InputMaybe<Scalars['Int']['input']>;
};

/** select columns of table "invoice" */
export type InvoiceSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'cartId'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'deadlineAt'
  /** column name */
  | 'deliveryMethod'
  /** column name */
  | 'deliveryPriceMinor'
  /** column name */
  | 'id'
  /** column name */
  | 'paidAt'
  /** column name */
  | 'paymentMethod'
  /** column name */
  | 'status'
  /** column name */
  | 'totalDiscountMinor'
  /** column name */
  | 'totalPaidMinor'
  /** column name */
  | 'totalPriceMinor'
  /** column name */
  | 'totalWeightGram'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version';

export type InvoiceStatusEnum =
  | 'CANCELLED'
  | 'OVERDUE'
  | 'PAID'
  | 'REFUNDED'
  | 'UNPAID';

/** Boolean expression to compare columns of type "InvoiceStatusEnum". All fields are combined with logical 'AND'. */
export type InvoiceStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<InvoiceStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<InvoiceStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<InvoiceStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<InvoiceStatusEnum>>;
};

/** Streaming cursor of the table "invoice" */
export type InvoiceStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: InvoiceStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type InvoiceStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly cartId?: InputMaybe<Scalars['Int']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly deadlineAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly deliveryMethod?: InputMaybe<DeliveryMethodEnum>;
  readonly deliveryPriceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly paidAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly paymentMethod?: InputMaybe<PaymentMethodEnum>;
  readonly status?: InputMaybe<InvoiceStatusEnum>;
  readonly totalDiscountMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly totalPaidMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly totalPriceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly totalWeightGram?: InputMaybe<Scalars['Int']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

export type JsonbCastExp = {
  readonly String?: InputMaybe<StringComparisonExp>;
};

/** Boolean expression to compare columns of type "jsonb". All fields are combined with logical 'AND'. */
export type JsonbComparisonExp = {
  readonly _cast?: InputMaybe<JsonbCastExp>;
  /** is the column contained in the given json value */
  readonly _containedIn?: InputMaybe<Scalars['jsonb']['input']>;
  /** does the column contain the given json value at the top level */
  readonly _contains?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _eq?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _gt?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _gte?: InputMaybe<Scalars['jsonb']['input']>;
  /** does the string exist as a top-level key in the column */
  readonly _hasKey?: InputMaybe<Scalars['String']['input']>;
  /** do all of these strings exist as top-level keys in the column */
  readonly _hasKeysAll?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** do any of these strings exist as top-level keys in the column */
  readonly _hasKeysAny?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['jsonb']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _lte?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _neq?: InputMaybe<Scalars['jsonb']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['jsonb']['input']>>;
};

/** Boolean expression to filter rows from the table "media". All fields are combined with a logical 'AND'. */
export type MediaBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<MediaBoolExp>>;
  readonly _not?: InputMaybe<MediaBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<MediaBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly contentType?: InputMaybe<StringComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly events?: InputMaybe<EventBoolExp>;
  readonly height?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly origName?: InputMaybe<StringComparisonExp>;
  readonly products?: InputMaybe<ProductBoolExp>;
  readonly products_aggregate?: InputMaybe<Product_Aggregate_Bool_Exp>;
  readonly sizeByte?: InputMaybe<BigintComparisonExp>;
  readonly status?: InputMaybe<MediaStatusEnumComparisonExp>;
  readonly taskMedia?: InputMaybe<TaskMediaBoolExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly uploadExpiresAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly width?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "media". */
export type MediaOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly contentType?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly height?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly origName?: InputMaybe<OrderBy>;
  readonly productsAggregate?: InputMaybe<ProductAggregateOrderBy>;
  readonly sizeByte?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly uploadExpiresAt?: InputMaybe<OrderBy>;
  readonly width?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: media */
export type MediaPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "media" */
export type MediaSelectColumn =
  /** column name */
  | 'contentType'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'height'
  /** column name */
  | 'id'
  /** column name */
  | 'origName'
  /** column name */
  | 'sizeByte'
  /** column name */
  | 'status'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'uploadExpiresAt'
  /** column name */
  | 'width';

/** input type for updating data in table "media" */
export type MediaSetInput = {
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

export type MediaStatusEnum =
  | 'PENDING'
  | 'READY'
  | 'REJECTED';

/** Boolean expression to compare columns of type "MediaStatusEnum". All fields are combined with logical 'AND'. */
export type MediaStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<MediaStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<MediaStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<MediaStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<MediaStatusEnum>>;
};

/** Streaming cursor of the table "media" */
export type MediaStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: MediaStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type MediaStreamCursorValueInput = {
  readonly contentType?: InputMaybe<Scalars['String']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly height?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly origName?: InputMaybe<Scalars['String']['input']>;
  readonly sizeByte?: InputMaybe<Scalars['bigint']['input']>;
  readonly status?: InputMaybe<MediaStatusEnum>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly uploadExpiresAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly width?: InputMaybe<Scalars['Int']['input']>;
};

export type MediaUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<MediaSetInput>;
  /** filter the rows which have to be updated */
  readonly where: MediaBoolExp;
};

/** Boolean expression to filter rows from the table "member". All fields are combined with a logical 'AND'. */
export type MemberBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<MemberBoolExp>>;
  readonly _not?: InputMaybe<MemberBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<MemberBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly messages?: InputMaybe<MessageBoolExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly onlineMember?: InputMaybe<OnlineMemberBoolExp>;
  readonly profile?: InputMaybe<AccountProfileBoolExp>;
  readonly roomMembers?: InputMaybe<RoomMemberBoolExp>;
};

/** Ordering options when selecting data from "member". */
export type MemberOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly onlineMember?: InputMaybe<OnlineMemberOrderBy>;
  readonly profile?: InputMaybe<AccountProfileOrderBy>;
};

/** primary key columns input for table: member */
export type MemberPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "member" */
export type MemberSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'id'
  /** column name */
  | 'name';

/** input type for updating data in table "member" */
export type MemberSetInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "member" */
export type MemberStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: MemberStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type MemberStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

export type MemberUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<MemberSetInput>;
  /** filter the rows which have to be updated */
  readonly where: MemberBoolExp;
};

/** input type for inserting array relation for remote table "message" */
export type MessageArrRelInsertInput = {
  readonly data: ReadonlyArray<MessageInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<MessageOnConflict>;
};

/** Boolean expression to filter rows from the table "message". All fields are combined with a logical 'AND'. */
export type MessageBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<MessageBoolExp>>;
  readonly _not?: InputMaybe<MessageBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<MessageBoolExp>>;
  readonly clientKey?: InputMaybe<UuidComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<BigintComparisonExp>;
  readonly isRead?: InputMaybe<BooleanComparisonExp>;
  readonly member?: InputMaybe<MemberBoolExp>;
  readonly memberId?: InputMaybe<IntComparisonExp>;
  readonly redactedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly room?: InputMaybe<RoomBoolExp>;
  readonly roomId?: InputMaybe<IntComparisonExp>;
  readonly roomSeq?: InputMaybe<BigintComparisonExp>;
  readonly text?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "message" */
export type MessageConstraint =
  /** unique or primary key constraint on columns "member_id", "client_key" */
  | 'message_member_id_client_key_key'
  /** unique or primary key constraint on columns "id" */
  | 'message_pkey'
  /** unique or primary key constraint on columns "room_id", "room_seq" */
  | 'message_room_id_room_seq_key';

/** input type for inserting data into table "message" */
export type MessageInsertInput = {
  readonly clientKey?: InputMaybe<Scalars['uuid']['input']>;
  readonly room?: InputMaybe<RoomObjRelInsertInput>;
  readonly roomId?: InputMaybe<Scalars['Int']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** on_conflict condition type for table "message" */
export type MessageOnConflict = {
  readonly constraint: MessageConstraint;
  readonly update_columns?: ReadonlyArray<MessageUpdateColumn>;
  readonly where?: InputMaybe<MessageBoolExp>;
};

/** Ordering options when selecting data from "message". */
export type MessageOrderBy = {
  readonly clientKey?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly isRead?: InputMaybe<OrderBy>;
  readonly member?: InputMaybe<MemberOrderBy>;
  readonly memberId?: InputMaybe<OrderBy>;
  readonly redactedAt?: InputMaybe<OrderBy>;
  readonly room?: InputMaybe<RoomOrderBy>;
  readonly roomId?: InputMaybe<OrderBy>;
  readonly roomSeq?: InputMaybe<OrderBy>;
  readonly text?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: message */
export type MessagePkColumnsInput = {
  readonly id: Scalars['bigint']['input'];
};

/** select columns of table "message" */
export type MessageSelectColumn =
  /** column name */
  | 'clientKey'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'id'
  /** column name */
  | 'memberId'
  /** column name */
  | 'redactedAt'
  /** column name */
  | 'roomId'
  /** column name */
  | 'roomSeq'
  /** column name */
  | 'text'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "message" */
export type MessageSetInput = {
  readonly redactedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "message" */
export type MessageStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: MessageStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type MessageStreamCursorValueInput = {
  readonly clientKey?: InputMaybe<Scalars['uuid']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['bigint']['input']>;
  readonly memberId?: InputMaybe<Scalars['Int']['input']>;
  readonly redactedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly roomId?: InputMaybe<Scalars['Int']['input']>;
  readonly roomSeq?: InputMaybe<Scalars['bigint']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "message" */
export type MessageUpdateColumn =
  /** column name */
  | 'redactedAt'
  /** column name */
  | 'text';

export type MessageUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<MessageSetInput>;
  /** filter the rows which have to be updated */
  readonly where: MessageBoolExp;
};

/** Boolean expression to filter rows from the table "notification". All fields are combined with a logical 'AND'. */
export type NotificationBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<NotificationBoolExp>>;
  readonly _not?: InputMaybe<NotificationBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<NotificationBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly body?: InputMaybe<StringComparisonExp>;
  readonly channel?: InputMaybe<NotificationChannelEnumComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<BigintComparisonExp>;
  readonly readAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly sentAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly status?: InputMaybe<NotificationStatusEnumComparisonExp>;
  readonly subject?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

export type NotificationChannelEnum =
  | 'EMAIL'
  | 'IN_APP'
  | 'PUSH';

/** Boolean expression to compare columns of type "NotificationChannelEnum". All fields are combined with logical 'AND'. */
export type NotificationChannelEnumComparisonExp = {
  readonly _eq?: InputMaybe<NotificationChannelEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<NotificationChannelEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<NotificationChannelEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<NotificationChannelEnum>>;
};

/** Ordering options when selecting data from "notification". */
export type NotificationOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly body?: InputMaybe<OrderBy>;
  readonly channel?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly readAt?: InputMaybe<OrderBy>;
  readonly sentAt?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly subject?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: notification */
export type NotificationPkColumnsInput = {
  readonly id: Scalars['bigint']['input'];
};

/** select columns of table "notification" */
export type NotificationSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'body'
  /** column name */
  | 'channel'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'id'
  /** column name */
  | 'readAt'
  /** column name */
  | 'sentAt'
  /** column name */
  | 'status'
  /** column name */
  | 'subject'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "notification" */
export type NotificationSetInput = {
  readonly status?: InputMaybe<NotificationStatusEnum>;
};

export type NotificationStatusEnum =
  | 'CANCELLED'
  | 'FAILED'
  | 'PENDING'
  | 'READ'
  | 'SENT';

/** Boolean expression to compare columns of type "NotificationStatusEnum". All fields are combined with logical 'AND'. */
export type NotificationStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<NotificationStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<NotificationStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<NotificationStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<NotificationStatusEnum>>;
};

/** Streaming cursor of the table "notification" */
export type NotificationStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: NotificationStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type NotificationStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly body?: InputMaybe<Scalars['String']['input']>;
  readonly channel?: InputMaybe<NotificationChannelEnum>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['bigint']['input']>;
  readonly readAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly sentAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly status?: InputMaybe<NotificationStatusEnum>;
  readonly subject?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

export type NotificationUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<NotificationSetInput>;
  /** filter the rows which have to be updated */
  readonly where: NotificationBoolExp;
};

/** Boolean expression to compare columns of type "numeric". All fields are combined with logical 'AND'. */
export type NumericComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['numeric']['input']>;
  readonly _gt?: InputMaybe<Scalars['numeric']['input']>;
  readonly _gte?: InputMaybe<Scalars['numeric']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['numeric']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['numeric']['input']>;
  readonly _lte?: InputMaybe<Scalars['numeric']['input']>;
  readonly _neq?: InputMaybe<Scalars['numeric']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['numeric']['input']>>;
};

/** Boolean expression to filter rows from the table "online_member". All fields are combined with a logical 'AND'. */
export type OnlineMemberBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<OnlineMemberBoolExp>>;
  readonly _not?: InputMaybe<OnlineMemberBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<OnlineMemberBoolExp>>;
  readonly lastSeenAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly member?: InputMaybe<MemberBoolExp>;
  readonly memberId?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "online_member". */
export type OnlineMemberOrderBy = {
  readonly lastSeenAt?: InputMaybe<OrderBy>;
  readonly member?: InputMaybe<MemberOrderBy>;
  readonly memberId?: InputMaybe<OrderBy>;
};

/** select columns of table "online_member" */
export type OnlineMemberSelectColumn =
  /** column name */
  | 'lastSeenAt'
  /** column name */
  | 'memberId';

/** Streaming cursor of the table "online_member" */
export type OnlineMemberStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: OnlineMemberStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type OnlineMemberStreamCursorValueInput = {
  readonly lastSeenAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly memberId?: InputMaybe<Scalars['Int']['input']>;
};

export type OpenChatArgs = {
  readonly other?: InputMaybe<Scalars['Int']['input']>;
};

/** column ordering options */
export type OrderBy =
  /** in ascending order, nulls last */
  | 'ASC'
  /** in ascending order, nulls first */
  | 'ASC_NULLS_FIRST'
  /** in ascending order, nulls last */
  | 'ASC_NULLS_LAST'
  /** in descending order, nulls first */
  | 'DESC'
  /** in descending order, nulls first */
  | 'DESC_NULLS_FIRST'
  /** in descending order, nulls last */
  | 'DESC_NULLS_LAST';

/** Boolean expression to filter rows from the table "payment". All fields are combined with a logical 'AND'. */
export type PaymentBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<PaymentBoolExp>>;
  readonly _not?: InputMaybe<PaymentBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<PaymentBoolExp>>;
  readonly amountMinor?: InputMaybe<BigintComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly gateway?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly invoice?: InputMaybe<InvoiceBoolExp>;
  readonly invoiceId?: InputMaybe<IntComparisonExp>;
  readonly localOrderId?: InputMaybe<StringComparisonExp>;
  readonly reservation?: InputMaybe<ReservationBoolExp>;
  readonly reservationId?: InputMaybe<IntComparisonExp>;
  readonly status?: InputMaybe<PaymentStatusEnumComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

export type PaymentMethodEnum =
  | 'CARD'
  | 'CASH'
  | 'TRANSFER';

/** Boolean expression to compare columns of type "PaymentMethodEnum". All fields are combined with logical 'AND'. */
export type PaymentMethodEnumComparisonExp = {
  readonly _eq?: InputMaybe<PaymentMethodEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<PaymentMethodEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<PaymentMethodEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<PaymentMethodEnum>>;
};

/** Ordering options when selecting data from "payment". */
export type PaymentOrderBy = {
  readonly amountMinor?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly gateway?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly invoice?: InputMaybe<InvoiceOrderBy>;
  readonly invoiceId?: InputMaybe<OrderBy>;
  readonly localOrderId?: InputMaybe<OrderBy>;
  readonly reservation?: InputMaybe<ReservationOrderBy>;
  readonly reservationId?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "payment" */
export type PaymentSelectColumn =
  /** column name */
  | 'amountMinor'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'gateway'
  /** column name */
  | 'id'
  /** column name */
  | 'invoiceId'
  /** column name */
  | 'localOrderId'
  /** column name */
  | 'reservationId'
  /** column name */
  | 'status'
  /** column name */
  | 'updatedAt';

export type PaymentStatusEnum =
  | 'FAILED'
  | 'PENDING'
  | 'REFUNDED'
  | 'SUCCEEDED';

/** Boolean expression to compare columns of type "PaymentStatusEnum". All fields are combined with logical 'AND'. */
export type PaymentStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<PaymentStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<PaymentStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<PaymentStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<PaymentStatusEnum>>;
};

/** Streaming cursor of the table "payment" */
export type PaymentStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: PaymentStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type PaymentStreamCursorValueInput = {
  readonly amountMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly gateway?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly invoiceId?: InputMaybe<Scalars['Int']['input']>;
  readonly localOrderId?: InputMaybe<Scalars['String']['input']>;
  readonly reservationId?: InputMaybe<Scalars['Int']['input']>;
  readonly status?: InputMaybe<PaymentStatusEnum>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** order by aggregate values of table "product" */
export type ProductAggregateOrderBy = {
  readonly avg?: InputMaybe<Product_Avg_Order_By>;
  readonly count?: InputMaybe<OrderBy>;
  readonly max?: InputMaybe<Product_Max_Order_By>;
  readonly min?: InputMaybe<Product_Min_Order_By>;
  readonly stddev?: InputMaybe<Product_Stddev_Order_By>;
  readonly stddev_pop?: InputMaybe<Product_Stddev_Pop_Order_By>;
  readonly stddev_samp?: InputMaybe<Product_Stddev_Samp_Order_By>;
  readonly sum?: InputMaybe<Product_Sum_Order_By>;
  readonly var_pop?: InputMaybe<Product_Var_Pop_Order_By>;
  readonly var_samp?: InputMaybe<Product_Var_Samp_Order_By>;
  readonly variance?: InputMaybe<Product_Variance_Order_By>;
};

/** input type for inserting array relation for remote table "product" */
export type ProductArrRelInsertInput = {
  readonly data: ReadonlyArray<ProductInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<ProductOnConflict>;
};

/** Boolean expression to filter rows from the table "product". All fields are combined with a logical 'AND'. */
export type ProductBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<ProductBoolExp>>;
  readonly _not?: InputMaybe<ProductBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<ProductBoolExp>>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly creator?: InputMaybe<CreatorBoolExp>;
  readonly creatorId?: InputMaybe<IntComparisonExp>;
  readonly currency?: InputMaybe<CurrencyBoolExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly description?: InputMaybe<StringComparisonExp>;
  readonly externalId?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly image?: InputMaybe<MediaBoolExp>;
  readonly imageId?: InputMaybe<IntComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly priceMinor?: InputMaybe<BigintComparisonExp>;
  readonly productId?: InputMaybe<UuidComparisonExp>;
  readonly promos?: InputMaybe<PromoBoolExp>;
  readonly publishedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly sku?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
  readonly weightGram?: InputMaybe<IntComparisonExp>;
};

/** unique or primary key constraints on table "product" */
export type ProductConstraint =
  /** unique or primary key constraint on columns "external_id" */
  | 'product_external_id_key'
  /** unique or primary key constraint on columns "id" */
  | 'product_pkey'
  /** unique or primary key constraint on columns "product_id" */
  | 'product_product_id_key'
  /** unique or primary key constraint on columns "sku" */
  | 'product_sku_key';

/** input type for incrementing numeric columns in table "product" */
export type ProductIncInput = {
  readonly imageId?: InputMaybe<Scalars['Int']['input']>;
  readonly inventoryQty?: InputMaybe<Scalars['Int']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly weightGram?: InputMaybe<Scalars['Int']['input']>;
};

/** input type for inserting data into table "product" */
export type ProductInsertInput = {
  readonly creator?: InputMaybe<CreatorObjRelInsertInput>;
  readonly creatorId?: InputMaybe<Scalars['Int']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly imageId?: InputMaybe<Scalars['Int']['input']>;
  readonly inventoryQty?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly sku?: InputMaybe<Scalars['String']['input']>;
  readonly weightGram?: InputMaybe<Scalars['Int']['input']>;
};

/** on_conflict condition type for table "product" */
export type ProductOnConflict = {
  readonly constraint: ProductConstraint;
  readonly update_columns?: ReadonlyArray<ProductUpdateColumn>;
  readonly where?: InputMaybe<ProductBoolExp>;
};

/** Ordering options when selecting data from "product". */
export type ProductOrderBy = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly creator?: InputMaybe<CreatorOrderBy>;
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly currency?: InputMaybe<CurrencyOrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly externalId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly image?: InputMaybe<MediaOrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly publishedAt?: InputMaybe<OrderBy>;
  readonly sku?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: product */
export type ProductPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "product" */
export type ProductSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'creatorId'
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'description'
  /** column name */
  | 'externalId'
  /** column name */
  | 'id'
  /** column name */
  | 'imageId'
  /** column name */
  | 'name'
  /** column name */
  | 'priceMinor'
  /** column name */
  | 'productId'
  /** column name */
  | 'publishedAt'
  /** column name */
  | 'sku'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version'
  /** column name */
  | 'weightGram';

/** input type for updating data in table "product" */
export type ProductSetInput = {
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly imageId?: InputMaybe<Scalars['Int']['input']>;
  readonly inventoryQty?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly sku?: InputMaybe<Scalars['String']['input']>;
  readonly weightGram?: InputMaybe<Scalars['Int']['input']>;
};

/** Streaming cursor of the table "product" */
export type ProductStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: ProductStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type ProductStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly creatorId?: InputMaybe<Scalars['Int']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly externalId?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly imageId?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly productId?: InputMaybe<Scalars['uuid']['input']>;
  readonly publishedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly sku?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
  readonly weightGram?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "product" */
export type ProductUpdateColumn =
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'description'
  /** column name */
  | 'imageId'
  /** column name */
  | 'inventoryQty'
  /** column name */
  | 'name'
  /** column name */
  | 'priceMinor'
  /** column name */
  | 'sku'
  /** column name */
  | 'weightGram';

export type ProductUpdates = {
  /** increments the numeric columns with given value of the filtered values */
  readonly _inc?: InputMaybe<ProductIncInput>;
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<ProductSetInput>;
  /** filter the rows which have to be updated */
  readonly where: ProductBoolExp;
};

/** Boolean expression to filter rows from the table "projection.product_view". All fields are combined with a logical 'AND'. */
export type ProductViewBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<ProductViewBoolExp>>;
  readonly _not?: InputMaybe<ProductViewBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<ProductViewBoolExp>>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly description?: InputMaybe<StringComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly priceMinor?: InputMaybe<BigintComparisonExp>;
  readonly product?: InputMaybe<ProductBoolExp>;
  readonly productId?: InputMaybe<UuidComparisonExp>;
  readonly publishedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "projection.product_view". */
export type ProductViewOrderBy = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly product?: InputMaybe<ProductOrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly publishedAt?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** select columns of table "projection.product_view" */
export type ProductViewSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'description'
  /** column name */
  | 'name'
  /** column name */
  | 'priceMinor'
  /** column name */
  | 'productId'
  /** column name */
  | 'publishedAt'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version';

/** Streaming cursor of the table "ProductView" */
export type ProductViewStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: ProductViewStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type ProductViewStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly productId?: InputMaybe<Scalars['uuid']['input']>;
  readonly publishedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Boolean expression to filter rows from the table "promo". All fields are combined with a logical 'AND'. */
export type PromoBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<PromoBoolExp>>;
  readonly _not?: InputMaybe<PromoBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<PromoBoolExp>>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly discountCount?: InputMaybe<IntComparisonExp>;
  readonly discountPercent?: InputMaybe<NumericComparisonExp>;
  readonly endAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly freeProduct?: InputMaybe<ProductBoolExp>;
  readonly freeProductId?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly product?: InputMaybe<ProductBoolExp>;
  readonly productCount?: InputMaybe<IntComparisonExp>;
  readonly productId?: InputMaybe<IntComparisonExp>;
  readonly startAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** Ordering options when selecting data from "promo". */
export type PromoOrderBy = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly discountCount?: InputMaybe<OrderBy>;
  readonly discountPercent?: InputMaybe<OrderBy>;
  readonly endAt?: InputMaybe<OrderBy>;
  readonly freeProduct?: InputMaybe<ProductOrderBy>;
  readonly freeProductId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly product?: InputMaybe<ProductOrderBy>;
  readonly productCount?: InputMaybe<OrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly startAt?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "promo" */
export type PromoSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'discountCount'
  /** column name */
  | 'discountPercent'
  /** column name */
  | 'endAt'
  /** column name */
  | 'freeProductId'
  /** column name */
  | 'id'
  /** column name */
  | 'productCount'
  /** column name */
  | 'productId'
  /** column name */
  | 'startAt'
  /** column name */
  | 'updatedAt';

/** Streaming cursor of the table "promo" */
export type PromoStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: PromoStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type PromoStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly discountCount?: InputMaybe<Scalars['Int']['input']>;
  readonly discountPercent?: InputMaybe<Scalars['numeric']['input']>;
  readonly endAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly freeProductId?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly productCount?: InputMaybe<Scalars['Int']['input']>;
  readonly productId?: InputMaybe<Scalars['Int']['input']>;
  readonly startAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** Boolean expression to filter rows from the table "push_subscription". All fields are combined with a logical 'AND'. */
export type PushSubscriptionBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<PushSubscriptionBoolExp>>;
  readonly _not?: InputMaybe<PushSubscriptionBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<PushSubscriptionBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly endpoint?: InputMaybe<StringComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly userAgent?: InputMaybe<StringComparisonExp>;
};

/** unique or primary key constraints on table "push_subscription" */
export type PushSubscriptionConstraint =
  /** unique or primary key constraint on columns "account_id", "endpoint" */
  | 'push_subscription_account_id_endpoint_key'
  /** unique or primary key constraint on columns "id" */
  | 'push_subscription_pkey';

/** input type for inserting data into table "push_subscription" */
export type PushSubscriptionInsertInput = {
  readonly authKey?: InputMaybe<Scalars['String']['input']>;
  readonly endpoint?: InputMaybe<Scalars['String']['input']>;
  readonly p256dh?: InputMaybe<Scalars['String']['input']>;
  readonly userAgent?: InputMaybe<Scalars['String']['input']>;
};

/** on_conflict condition type for table "push_subscription" */
export type PushSubscriptionOnConflict = {
  readonly constraint: PushSubscriptionConstraint;
  readonly update_columns?: ReadonlyArray<PushSubscriptionUpdateColumn>;
  readonly where?: InputMaybe<PushSubscriptionBoolExp>;
};

/** Ordering options when selecting data from "push_subscription". */
export type PushSubscriptionOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly endpoint?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly userAgent?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: push_subscription */
export type PushSubscriptionPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "push_subscription" */
export type PushSubscriptionSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'endpoint'
  /** column name */
  | 'id'
  /** column name */
  | 'userAgent';

/** input type for updating data in table "push_subscription" */
export type PushSubscriptionSetInput = {
  readonly authKey?: InputMaybe<Scalars['String']['input']>;
  readonly p256dh?: InputMaybe<Scalars['String']['input']>;
  readonly userAgent?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "push_subscription" */
export type PushSubscriptionStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: PushSubscriptionStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type PushSubscriptionStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly endpoint?: InputMaybe<Scalars['String']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly userAgent?: InputMaybe<Scalars['String']['input']>;
};

/** update columns of table "push_subscription" */
export type PushSubscriptionUpdateColumn =
  /** column name */
  | 'authKey'
  /** column name */
  | 'p256dh'
  /** column name */
  | 'userAgent';

export type PushSubscriptionUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<PushSubscriptionSetInput>;
  /** filter the rows which have to be updated */
  readonly where: PushSubscriptionBoolExp;
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

/** input type for inserting array relation for remote table "reminder" */
export type ReminderArrRelInsertInput = {
  readonly data: ReadonlyArray<ReminderInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<ReminderOnConflict>;
};

/** Boolean expression to filter rows from the table "reminder". All fields are combined with a logical 'AND'. */
export type ReminderBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<ReminderBoolExp>>;
  readonly _not?: InputMaybe<ReminderBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<ReminderBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly cancelledAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly generation?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly offsetKind?: InputMaybe<ReminderOffsetEnumComparisonExp>;
  readonly profile?: InputMaybe<AccountProfileBoolExp>;
  readonly readAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly remindAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly sentAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly status?: InputMaybe<ReminderStatusEnumComparisonExp>;
  readonly task?: InputMaybe<TaskBoolExp>;
  readonly taskId?: InputMaybe<IntComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** unique or primary key constraints on table "reminder" */
export type ReminderConstraint =
  /** unique or primary key constraint on columns "id" */
  | 'reminder_pkey';

/** input type for inserting data into table "reminder" */
export type ReminderInsertInput = {
  readonly offsetKind?: InputMaybe<ReminderOffsetEnum>;
  readonly task?: InputMaybe<TaskObjRelInsertInput>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
};

export type ReminderOffsetEnum =
  | 'AT_TIME'
  | 'DAY_1'
  | 'DAY_2'
  | 'HOUR_1'
  | 'HOUR_2'
  | 'MINUTE_5'
  | 'MINUTE_10'
  | 'MINUTE_15'
  | 'NONE';

/** Boolean expression to compare columns of type "ReminderOffsetEnum". All fields are combined with logical 'AND'. */
export type ReminderOffsetEnumComparisonExp = {
  readonly _eq?: InputMaybe<ReminderOffsetEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<ReminderOffsetEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<ReminderOffsetEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<ReminderOffsetEnum>>;
};

/** on_conflict condition type for table "reminder" */
export type ReminderOnConflict = {
  readonly constraint: ReminderConstraint;
  readonly update_columns?: ReadonlyArray<ReminderUpdateColumn>;
  readonly where?: InputMaybe<ReminderBoolExp>;
};

/** Ordering options when selecting data from "reminder". */
export type ReminderOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly cancelledAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly generation?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly offsetKind?: InputMaybe<OrderBy>;
  readonly profile?: InputMaybe<AccountProfileOrderBy>;
  readonly readAt?: InputMaybe<OrderBy>;
  readonly remindAt?: InputMaybe<OrderBy>;
  readonly sentAt?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly task?: InputMaybe<TaskOrderBy>;
  readonly taskId?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: reminder */
export type ReminderPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "reminder" */
export type ReminderSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'cancelledAt'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'generation'
  /** column name */
  | 'id'
  /** column name */
  | 'offsetKind'
  /** column name */
  | 'readAt'
  /** column name */
  | 'remindAt'
  /** column name */
  | 'sentAt'
  /** column name */
  | 'status'
  /** column name */
  | 'taskId'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version';

/** input type for updating data in table "reminder" */
export type ReminderSetInput = {
  readonly offsetKind?: InputMaybe<ReminderOffsetEnum>;
  readonly status?: InputMaybe<ReminderStatusEnum>;
};

export type ReminderStatusEnum =
  | 'CANCELLED'
  | 'READ'
  | 'SCHEDULED'
  | 'SENT';

/** Boolean expression to compare columns of type "ReminderStatusEnum". All fields are combined with logical 'AND'. */
export type ReminderStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<ReminderStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<ReminderStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<ReminderStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<ReminderStatusEnum>>;
};

/** Streaming cursor of the table "reminder" */
export type ReminderStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: ReminderStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type ReminderStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly cancelledAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly generation?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly offsetKind?: InputMaybe<ReminderOffsetEnum>;
  readonly readAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly remindAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly sentAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly status?: InputMaybe<ReminderStatusEnum>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "reminder" */
export type ReminderUpdateColumn =
  /** column name */
  | 'offsetKind'
  /** column name */
  | 'status';

export type ReminderUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<ReminderSetInput>;
  /** filter the rows which have to be updated */
  readonly where: ReminderBoolExp;
};

/** Boolean expression to filter rows from the table "reservation". All fields are combined with a logical 'AND'. */
export type ReservationBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<ReservationBoolExp>>;
  readonly _not?: InputMaybe<ReservationBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<ReservationBoolExp>>;
  readonly account?: InputMaybe<AccountBoolExp>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly closedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly event?: InputMaybe<EventBoolExp>;
  readonly eventId?: InputMaybe<IntComparisonExp>;
  readonly expiresAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly payments?: InputMaybe<PaymentBoolExp>;
  readonly publicId?: InputMaybe<StringComparisonExp>;
  readonly qty?: InputMaybe<IntComparisonExp>;
  readonly status?: InputMaybe<ReservationStatusEnumComparisonExp>;
  readonly ticketOffer?: InputMaybe<TicketOfferBoolExp>;
  readonly ticketOfferId?: InputMaybe<IntComparisonExp>;
  readonly tickets?: InputMaybe<TicketBoolExp>;
  readonly totalMinor?: InputMaybe<BigintComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** Ordering options when selecting data from "reservation". */
export type ReservationOrderBy = {
  readonly account?: InputMaybe<AccountOrderBy>;
  readonly accountId?: InputMaybe<OrderBy>;
  readonly closedAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly event?: InputMaybe<EventOrderBy>;
  readonly eventId?: InputMaybe<OrderBy>;
  readonly expiresAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly publicId?: InputMaybe<OrderBy>;
  readonly qty?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly ticketOffer?: InputMaybe<TicketOfferOrderBy>;
  readonly ticketOfferId?: InputMaybe<OrderBy>;
  readonly totalMinor?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** select columns of table "reservation" */
export type ReservationSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'closedAt'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'eventId'
  /** column name */
  | 'expiresAt'
  /** column name */
  | 'id'
  /** column name */
  | 'publicId'
  /** column name */
  | 'qty'
  /** column name */
  | 'status'
  /** column name */
  | 'ticketOfferId'
  /** column name */
  | 'totalMinor'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version';

export type ReservationStatusEnum =
  | 'CANCELLED'
  | 'CONFIRMED'
  | 'EXPIRED'
  | 'PENDING';

/** Boolean expression to compare columns of type "ReservationStatusEnum". All fields are combined with logical 'AND'. */
export type ReservationStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<ReservationStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<ReservationStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<ReservationStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<ReservationStatusEnum>>;
};

/** Streaming cursor of the table "reservation" */
export type ReservationStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: ReservationStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type ReservationStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly closedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly eventId?: InputMaybe<Scalars['Int']['input']>;
  readonly expiresAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly publicId?: InputMaybe<Scalars['String']['input']>;
  readonly qty?: InputMaybe<Scalars['Int']['input']>;
  readonly status?: InputMaybe<ReservationStatusEnum>;
  readonly ticketOfferId?: InputMaybe<Scalars['Int']['input']>;
  readonly totalMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** Boolean expression to filter rows from the table "room". All fields are combined with a logical 'AND'. */
export type RoomBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<RoomBoolExp>>;
  readonly _not?: InputMaybe<RoomBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<RoomBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly kind?: InputMaybe<RoomKindEnumComparisonExp>;
  readonly lastSeq?: InputMaybe<BigintComparisonExp>;
  readonly messages?: InputMaybe<MessageBoolExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly roomMembers?: InputMaybe<RoomMemberBoolExp>;
  readonly title?: InputMaybe<StringComparisonExp>;
  readonly unreadCount?: InputMaybe<IntComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "room" */
export type RoomConstraint =
  /** unique or primary key constraint on columns "chat_key" */
  | 'room_chat_key_key'
  /** unique or primary key constraint on columns "id" */
  | 'room_pkey';

/** input type for inserting data into table "room" */
export type RoomInsertInput = {
  readonly kind?: InputMaybe<RoomKindEnum>;
  readonly messages?: InputMaybe<MessageArrRelInsertInput>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly roomMembers?: InputMaybe<RoomMemberArrRelInsertInput>;
};

export type RoomKindEnum =
  | 'CHAT'
  | 'PRIVATE_CHANNEL'
  | 'PRIVATE_GROUP'
  | 'PUBLIC_CHANNEL'
  | 'PUBLIC_GROUP';

/** Boolean expression to compare columns of type "RoomKindEnum". All fields are combined with logical 'AND'. */
export type RoomKindEnumComparisonExp = {
  readonly _eq?: InputMaybe<RoomKindEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<RoomKindEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<RoomKindEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<RoomKindEnum>>;
};

/** input type for inserting array relation for remote table "room_member" */
export type RoomMemberArrRelInsertInput = {
  readonly data: ReadonlyArray<RoomMemberInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<RoomMemberOnConflict>;
};

/** Boolean expression to filter rows from the table "room_member". All fields are combined with a logical 'AND'. */
export type RoomMemberBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<RoomMemberBoolExp>>;
  readonly _not?: InputMaybe<RoomMemberBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<RoomMemberBoolExp>>;
  readonly joinedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly lastReadSeq?: InputMaybe<BigintComparisonExp>;
  readonly member?: InputMaybe<MemberBoolExp>;
  readonly memberId?: InputMaybe<IntComparisonExp>;
  readonly role?: InputMaybe<RoomMemberRoleEnumComparisonExp>;
  readonly room?: InputMaybe<RoomBoolExp>;
  readonly roomId?: InputMaybe<IntComparisonExp>;
};

/** unique or primary key constraints on table "room_member" */
export type RoomMemberConstraint =
  /** unique or primary key constraint on columns "room_id", "member_id" */
  | 'room_member_pkey';

/** input type for incrementing numeric columns in table "room_member" */
export type RoomMemberIncInput = {
  readonly lastReadSeq?: InputMaybe<Scalars['bigint']['input']>;
};

/** input type for inserting data into table "room_member" */
export type RoomMemberInsertInput = {
  readonly memberId?: InputMaybe<Scalars['Int']['input']>;
  readonly role?: InputMaybe<RoomMemberRoleEnum>;
  readonly room?: InputMaybe<RoomObjRelInsertInput>;
  readonly roomId?: InputMaybe<Scalars['Int']['input']>;
};

/** on_conflict condition type for table "room_member" */
export type RoomMemberOnConflict = {
  readonly constraint: RoomMemberConstraint;
  readonly update_columns?: ReadonlyArray<RoomMemberUpdateColumn>;
  readonly where?: InputMaybe<RoomMemberBoolExp>;
};

/** Ordering options when selecting data from "room_member". */
export type RoomMemberOrderBy = {
  readonly joinedAt?: InputMaybe<OrderBy>;
  readonly lastReadSeq?: InputMaybe<OrderBy>;
  readonly member?: InputMaybe<MemberOrderBy>;
  readonly memberId?: InputMaybe<OrderBy>;
  readonly role?: InputMaybe<OrderBy>;
  readonly room?: InputMaybe<RoomOrderBy>;
  readonly roomId?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: room_member */
export type RoomMemberPkColumnsInput = {
  readonly memberId: Scalars['Int']['input'];
  readonly roomId: Scalars['Int']['input'];
};

export type RoomMemberRoleEnum =
  | 'ADMIN'
  | 'MEMBER'
  | 'OWNER';

/** Boolean expression to compare columns of type "RoomMemberRoleEnum". All fields are combined with logical 'AND'. */
export type RoomMemberRoleEnumComparisonExp = {
  readonly _eq?: InputMaybe<RoomMemberRoleEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<RoomMemberRoleEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<RoomMemberRoleEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<RoomMemberRoleEnum>>;
};

/** select columns of table "room_member" */
export type RoomMemberSelectColumn =
  /** column name */
  | 'joinedAt'
  /** column name */
  | 'lastReadSeq'
  /** column name */
  | 'memberId'
  /** column name */
  | 'role'
  /** column name */
  | 'roomId';

/** input type for updating data in table "room_member" */
export type RoomMemberSetInput = {
  readonly lastReadSeq?: InputMaybe<Scalars['bigint']['input']>;
};

/** Streaming cursor of the table "room_member" */
export type RoomMemberStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: RoomMemberStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type RoomMemberStreamCursorValueInput = {
  readonly joinedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly lastReadSeq?: InputMaybe<Scalars['bigint']['input']>;
  readonly memberId?: InputMaybe<Scalars['Int']['input']>;
  readonly role?: InputMaybe<RoomMemberRoleEnum>;
  readonly roomId?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "room_member" */
export type RoomMemberUpdateColumn =
  /** column name */
  | 'lastReadSeq';

export type RoomMemberUpdates = {
  /** increments the numeric columns with given value of the filtered values */
  readonly _inc?: InputMaybe<RoomMemberIncInput>;
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<RoomMemberSetInput>;
  /** filter the rows which have to be updated */
  readonly where: RoomMemberBoolExp;
};

/** input type for inserting object relation for remote table "room" */
export type RoomObjRelInsertInput = {
  readonly data: RoomInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<RoomOnConflict>;
};

/** on_conflict condition type for table "room" */
export type RoomOnConflict = {
  readonly constraint: RoomConstraint;
  readonly update_columns?: ReadonlyArray<RoomUpdateColumn>;
  readonly where?: InputMaybe<RoomBoolExp>;
};

/** Ordering options when selecting data from "room". */
export type RoomOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly kind?: InputMaybe<OrderBy>;
  readonly lastSeq?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly title?: InputMaybe<OrderBy>;
  readonly unreadCount?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: room */
export type RoomPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "room" */
export type RoomSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'id'
  /** column name */
  | 'kind'
  /** column name */
  | 'lastSeq'
  /** column name */
  | 'name'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "room" */
export type RoomSetInput = {
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "room" */
export type RoomStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: RoomStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type RoomStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly kind?: InputMaybe<RoomKindEnum>;
  readonly lastSeq?: InputMaybe<Scalars['bigint']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "room" */
export type RoomUpdateColumn =
  /** column name */
  | 'name';

export type RoomUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<RoomSetInput>;
  /** filter the rows which have to be updated */
  readonly where: RoomBoolExp;
};

export type SearchProductArgs = {
  readonly search?: InputMaybe<Scalars['String']['input']>;
};

export type SearchRoomArgs = {
  readonly q?: InputMaybe<Scalars['String']['input']>;
};

export type SearchTaskArgs = {
  readonly q?: InputMaybe<Scalars['String']['input']>;
};

export type SellingOptionEnum =
  | 'ALL_TOGETHER'
  | 'EVEN'
  | 'NONE'
  | 'PREEMPTIVE';

/** Boolean expression to compare columns of type "SellingOptionEnum". All fields are combined with logical 'AND'. */
export type SellingOptionEnumComparisonExp = {
  readonly _eq?: InputMaybe<SellingOptionEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<SellingOptionEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<SellingOptionEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<SellingOptionEnum>>;
};

/** Boolean expression to compare columns of type "smallint". All fields are combined with logical 'AND'. */
export type SmallintComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['smallint']['input']>;
  readonly _gt?: InputMaybe<Scalars['smallint']['input']>;
  readonly _gte?: InputMaybe<Scalars['smallint']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['smallint']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['smallint']['input']>;
  readonly _lte?: InputMaybe<Scalars['smallint']['input']>;
  readonly _neq?: InputMaybe<Scalars['smallint']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['smallint']['input']>>;
};

/** Boolean expression to compare columns of type "String". All fields are combined with logical 'AND'. */
export type StringComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['String']['input']>;
  readonly _gt?: InputMaybe<Scalars['String']['input']>;
  readonly _gte?: InputMaybe<Scalars['String']['input']>;
  /** does the column match the given case-insensitive pattern */
  readonly _ilike?: InputMaybe<Scalars['String']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** does the column match the given POSIX regular expression, case insensitive */
  readonly _iregex?: InputMaybe<Scalars['String']['input']>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  /** does the column match the given pattern */
  readonly _like?: InputMaybe<Scalars['String']['input']>;
  readonly _lt?: InputMaybe<Scalars['String']['input']>;
  readonly _lte?: InputMaybe<Scalars['String']['input']>;
  readonly _neq?: InputMaybe<Scalars['String']['input']>;
  /** does the column NOT match the given case-insensitive pattern */
  readonly _nilike?: InputMaybe<Scalars['String']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** does the column NOT match the given POSIX regular expression, case insensitive */
  readonly _niregex?: InputMaybe<Scalars['String']['input']>;
  /** does the column NOT match the given pattern */
  readonly _nlike?: InputMaybe<Scalars['String']['input']>;
  /** does the column NOT match the given POSIX regular expression, case sensitive */
  readonly _nregex?: InputMaybe<Scalars['String']['input']>;
  /** does the column NOT match the given SQL regular expression */
  readonly _nsimilar?: InputMaybe<Scalars['String']['input']>;
  /** does the column match the given POSIX regular expression, case sensitive */
  readonly _regex?: InputMaybe<Scalars['String']['input']>;
  /** does the column match the given SQL regular expression */
  readonly _similar?: InputMaybe<Scalars['String']['input']>;
};

/** order by aggregate values of table "task" */
export type TaskAggregateOrderBy = {
  readonly avg?: InputMaybe<Task_Avg_Order_By>;
  readonly count?: InputMaybe<OrderBy>;
  readonly max?: InputMaybe<Task_Max_Order_By>;
  readonly min?: InputMaybe<Task_Min_Order_By>;
  readonly stddev?: InputMaybe<Task_Stddev_Order_By>;
  readonly stddev_pop?: InputMaybe<Task_Stddev_Pop_Order_By>;
  readonly stddev_samp?: InputMaybe<Task_Stddev_Samp_Order_By>;
  readonly sum?: InputMaybe<Task_Sum_Order_By>;
  readonly var_pop?: InputMaybe<Task_Var_Pop_Order_By>;
  readonly var_samp?: InputMaybe<Task_Var_Samp_Order_By>;
  readonly variance?: InputMaybe<Task_Variance_Order_By>;
};

/** input type for inserting array relation for remote table "task" */
export type TaskArrRelInsertInput = {
  readonly data: ReadonlyArray<TaskInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskOnConflict>;
};

/** Boolean expression to filter rows from the table "task". All fields are combined with a logical 'AND'. */
export type TaskBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TaskBoolExp>>;
  readonly _not?: InputMaybe<TaskBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TaskBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly board?: InputMaybe<BoardBoolExp>;
  readonly boardId?: InputMaybe<IntComparisonExp>;
  readonly completedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly description?: InputMaybe<StringComparisonExp>;
  readonly dueAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly dueHasTime?: InputMaybe<BooleanComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly isOverdue?: InputMaybe<BooleanComparisonExp>;
  readonly rank?: InputMaybe<StringComparisonExp>;
  readonly reminders?: InputMaybe<ReminderBoolExp>;
  readonly startOn?: InputMaybe<DateComparisonExp>;
  readonly taskComments?: InputMaybe<TaskCommentBoolExp>;
  readonly taskList?: InputMaybe<TaskListBoolExp>;
  readonly taskListId?: InputMaybe<IntComparisonExp>;
  readonly taskMedia?: InputMaybe<TaskMediaBoolExp>;
  readonly taskMembers?: InputMaybe<TaskMemberBoolExp>;
  readonly title?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly version?: InputMaybe<IntComparisonExp>;
};

/** input type for inserting array relation for remote table "task_comment" */
export type TaskCommentArrRelInsertInput = {
  readonly data: ReadonlyArray<TaskCommentInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskCommentOnConflict>;
};

/** Boolean expression to filter rows from the table "task_comment". All fields are combined with a logical 'AND'. */
export type TaskCommentBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TaskCommentBoolExp>>;
  readonly _not?: InputMaybe<TaskCommentBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TaskCommentBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly task?: InputMaybe<TaskBoolExp>;
  readonly taskId?: InputMaybe<IntComparisonExp>;
  readonly text?: InputMaybe<StringComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "task_comment" */
export type TaskCommentConstraint =
  /** unique or primary key constraint on columns "id" */
  | 'task_comment_pkey';

/** input type for inserting data into table "task_comment" */
export type TaskCommentInsertInput = {
  readonly task?: InputMaybe<TaskObjRelInsertInput>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** on_conflict condition type for table "task_comment" */
export type TaskCommentOnConflict = {
  readonly constraint: TaskCommentConstraint;
  readonly update_columns?: ReadonlyArray<TaskCommentUpdateColumn>;
  readonly where?: InputMaybe<TaskCommentBoolExp>;
};

/** Ordering options when selecting data from "task_comment". */
export type TaskCommentOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly task?: InputMaybe<TaskOrderBy>;
  readonly taskId?: InputMaybe<OrderBy>;
  readonly text?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: task_comment */
export type TaskCommentPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "task_comment" */
export type TaskCommentSelectColumn =
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'id'
  /** column name */
  | 'taskId'
  /** column name */
  | 'text'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "task_comment" */
export type TaskCommentSetInput = {
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "task_comment" */
export type TaskCommentStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TaskCommentStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TaskCommentStreamCursorValueInput = {
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
  readonly text?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "task_comment" */
export type TaskCommentUpdateColumn =
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'text';

export type TaskCommentUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<TaskCommentSetInput>;
  /** filter the rows which have to be updated */
  readonly where: TaskCommentBoolExp;
};

/** unique or primary key constraints on table "task" */
export type TaskConstraint =
  /** unique or primary key constraint on columns "id", "board_id" */
  | 'task_id_board_id_key'
  /** unique or primary key constraint on columns "id" */
  | 'task_pkey'
  /** unique or primary key constraint on columns "task_list_id", "rank" */
  | 'task_task_list_id_rank_key';

/** input type for inserting data into table "task" */
export type TaskInsertInput = {
  readonly board?: InputMaybe<BoardObjRelInsertInput>;
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly dueHasTime?: InputMaybe<Scalars['Boolean']['input']>;
  readonly reminders?: InputMaybe<ReminderArrRelInsertInput>;
  readonly startOn?: InputMaybe<Scalars['date']['input']>;
  readonly taskComments?: InputMaybe<TaskCommentArrRelInsertInput>;
  readonly taskList?: InputMaybe<TaskListObjRelInsertInput>;
  readonly taskListId?: InputMaybe<Scalars['Int']['input']>;
  readonly taskMedia?: InputMaybe<TaskMediaArrRelInsertInput>;
  readonly taskMembers?: InputMaybe<TaskMemberArrRelInsertInput>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** input type for inserting array relation for remote table "task_list" */
export type TaskListArrRelInsertInput = {
  readonly data: ReadonlyArray<TaskListInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskListOnConflict>;
};

/** Boolean expression to filter rows from the table "task_list". All fields are combined with a logical 'AND'. */
export type TaskListBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TaskListBoolExp>>;
  readonly _not?: InputMaybe<TaskListBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TaskListBoolExp>>;
  readonly author?: InputMaybe<AccountProfileBoolExp>;
  readonly board?: InputMaybe<BoardBoolExp>;
  readonly boardId?: InputMaybe<IntComparisonExp>;
  readonly createdAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly createdBy?: InputMaybe<IntComparisonExp>;
  readonly deletedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly name?: InputMaybe<StringComparisonExp>;
  readonly rank?: InputMaybe<StringComparisonExp>;
  readonly tasks?: InputMaybe<TaskBoolExp>;
  readonly tasks_aggregate?: InputMaybe<Task_Aggregate_Bool_Exp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** unique or primary key constraints on table "task_list" */
export type TaskListConstraint =
  /** unique or primary key constraint on columns "board_id", "rank" */
  | 'task_list_board_id_rank_key'
  /** unique or primary key constraint on columns "id", "board_id" */
  | 'task_list_id_board_id_key'
  /** unique or primary key constraint on columns "id" */
  | 'task_list_pkey';

/** input type for inserting data into table "task_list" */
export type TaskListInsertInput = {
  readonly board?: InputMaybe<BoardObjRelInsertInput>;
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly tasks?: InputMaybe<TaskArrRelInsertInput>;
};

/** input type for inserting object relation for remote table "task_list" */
export type TaskListObjRelInsertInput = {
  readonly data: TaskListInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskListOnConflict>;
};

/** on_conflict condition type for table "task_list" */
export type TaskListOnConflict = {
  readonly constraint: TaskListConstraint;
  readonly update_columns?: ReadonlyArray<TaskListUpdateColumn>;
  readonly where?: InputMaybe<TaskListBoolExp>;
};

/** Ordering options when selecting data from "task_list". */
export type TaskListOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly board?: InputMaybe<BoardOrderBy>;
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly deletedAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly rank?: InputMaybe<OrderBy>;
  readonly tasksAggregate?: InputMaybe<TaskAggregateOrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: task_list */
export type TaskListPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "task_list" */
export type TaskListSelectColumn =
  /** column name */
  | 'boardId'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'id'
  /** column name */
  | 'name'
  /** column name */
  | 'rank'
  /** column name */
  | 'updatedAt';

/** input type for updating data in table "task_list" */
export type TaskListSetInput = {
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "task_list" */
export type TaskListStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TaskListStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TaskListStreamCursorValueInput = {
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly rank?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

/** update columns of table "task_list" */
export type TaskListUpdateColumn =
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'name';

export type TaskListUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<TaskListSetInput>;
  /** filter the rows which have to be updated */
  readonly where: TaskListBoolExp;
};

/** input type for inserting array relation for remote table "task_media" */
export type TaskMediaArrRelInsertInput = {
  readonly data: ReadonlyArray<TaskMediaInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskMediaOnConflict>;
};

/** Boolean expression to filter rows from the table "task_media". All fields are combined with a logical 'AND'. */
export type TaskMediaBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TaskMediaBoolExp>>;
  readonly _not?: InputMaybe<TaskMediaBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TaskMediaBoolExp>>;
  readonly addedAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly media?: InputMaybe<MediaBoolExp>;
  readonly mediaId?: InputMaybe<IntComparisonExp>;
  readonly task?: InputMaybe<TaskBoolExp>;
  readonly taskId?: InputMaybe<IntComparisonExp>;
};

/** unique or primary key constraints on table "task_media" */
export type TaskMediaConstraint =
  /** unique or primary key constraint on columns "task_id", "media_id" */
  | 'task_media_pkey';

/** input type for inserting data into table "task_media" */
export type TaskMediaInsertInput = {
  readonly mediaId?: InputMaybe<Scalars['Int']['input']>;
  readonly task?: InputMaybe<TaskObjRelInsertInput>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
};

/** on_conflict condition type for table "task_media" */
export type TaskMediaOnConflict = {
  readonly constraint: TaskMediaConstraint;
  readonly update_columns?: ReadonlyArray<TaskMediaUpdateColumn>;
  readonly where?: InputMaybe<TaskMediaBoolExp>;
};

/** Ordering options when selecting data from "task_media". */
export type TaskMediaOrderBy = {
  readonly addedAt?: InputMaybe<OrderBy>;
  readonly media?: InputMaybe<MediaOrderBy>;
  readonly mediaId?: InputMaybe<OrderBy>;
  readonly task?: InputMaybe<TaskOrderBy>;
  readonly taskId?: InputMaybe<OrderBy>;
};

/** select columns of table "task_media" */
export type TaskMediaSelectColumn =
  /** column name */
  | 'addedAt'
  /** column name */
  | 'mediaId'
  /** column name */
  | 'taskId';

/** Streaming cursor of the table "task_media" */
export type TaskMediaStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TaskMediaStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TaskMediaStreamCursorValueInput = {
  readonly addedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly mediaId?: InputMaybe<Scalars['Int']['input']>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "task_media" */
export type TaskMediaUpdateColumn =
  /** placeholder (do not use) */
  | '_PLACEHOLDER';

/** input type for inserting array relation for remote table "task_member" */
export type TaskMemberArrRelInsertInput = {
  readonly data: ReadonlyArray<TaskMemberInsertInput>;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskMemberOnConflict>;
};

/** Boolean expression to filter rows from the table "task_member". All fields are combined with a logical 'AND'. */
export type TaskMemberBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TaskMemberBoolExp>>;
  readonly _not?: InputMaybe<TaskMemberBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TaskMemberBoolExp>>;
  readonly accountId?: InputMaybe<IntComparisonExp>;
  readonly boardId?: InputMaybe<IntComparisonExp>;
  readonly boardMember?: InputMaybe<BoardMemberBoolExp>;
  readonly profile?: InputMaybe<AccountProfileBoolExp>;
  readonly task?: InputMaybe<TaskBoolExp>;
  readonly taskId?: InputMaybe<IntComparisonExp>;
};

/** unique or primary key constraints on table "task_member" */
export type TaskMemberConstraint =
  /** unique or primary key constraint on columns "task_id", "account_id" */
  | 'task_member_pkey';

/** input type for inserting data into table "task_member" */
export type TaskMemberInsertInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly boardMember?: InputMaybe<BoardMemberObjRelInsertInput>;
  readonly task?: InputMaybe<TaskObjRelInsertInput>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
};

/** on_conflict condition type for table "task_member" */
export type TaskMemberOnConflict = {
  readonly constraint: TaskMemberConstraint;
  readonly update_columns?: ReadonlyArray<TaskMemberUpdateColumn>;
  readonly where?: InputMaybe<TaskMemberBoolExp>;
};

/** Ordering options when selecting data from "task_member". */
export type TaskMemberOrderBy = {
  readonly accountId?: InputMaybe<OrderBy>;
  readonly boardId?: InputMaybe<OrderBy>;
  readonly boardMember?: InputMaybe<BoardMemberOrderBy>;
  readonly profile?: InputMaybe<AccountProfileOrderBy>;
  readonly task?: InputMaybe<TaskOrderBy>;
  readonly taskId?: InputMaybe<OrderBy>;
};

/** select columns of table "task_member" */
export type TaskMemberSelectColumn =
  /** column name */
  | 'accountId'
  /** column name */
  | 'boardId'
  /** column name */
  | 'taskId';

/** Streaming cursor of the table "task_member" */
export type TaskMemberStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TaskMemberStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TaskMemberStreamCursorValueInput = {
  readonly accountId?: InputMaybe<Scalars['Int']['input']>;
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly taskId?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "task_member" */
export type TaskMemberUpdateColumn =
  /** placeholder (do not use) */
  | '_PLACEHOLDER';

/** input type for inserting object relation for remote table "task" */
export type TaskObjRelInsertInput = {
  readonly data: TaskInsertInput;
  /** upsert condition */
  readonly onConflict?: InputMaybe<TaskOnConflict>;
};

/** on_conflict condition type for table "task" */
export type TaskOnConflict = {
  readonly constraint: TaskConstraint;
  readonly update_columns?: ReadonlyArray<TaskUpdateColumn>;
  readonly where?: InputMaybe<TaskBoolExp>;
};

/** Ordering options when selecting data from "task". */
export type TaskOrderBy = {
  readonly author?: InputMaybe<AccountProfileOrderBy>;
  readonly board?: InputMaybe<BoardOrderBy>;
  readonly boardId?: InputMaybe<OrderBy>;
  readonly completedAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly dueAt?: InputMaybe<OrderBy>;
  readonly dueHasTime?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly isOverdue?: InputMaybe<OrderBy>;
  readonly rank?: InputMaybe<OrderBy>;
  readonly startOn?: InputMaybe<OrderBy>;
  readonly taskList?: InputMaybe<TaskListOrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly title?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** primary key columns input for table: task */
export type TaskPkColumnsInput = {
  readonly id: Scalars['Int']['input'];
};

/** select columns of table "task" */
export type TaskSelectColumn =
  /** column name */
  | 'boardId'
  /** column name */
  | 'completedAt'
  /** column name */
  | 'createdAt'
  /** column name */
  | 'createdBy'
  /** column name */
  | 'description'
  /** column name */
  | 'dueAt'
  /** column name */
  | 'dueHasTime'
  /** column name */
  | 'id'
  /** column name */
  | 'rank'
  /** column name */
  | 'startOn'
  /** column name */
  | 'taskListId'
  /** column name */
  | 'title'
  /** column name */
  | 'updatedAt'
  /** column name */
  | 'version';

/** input type for updating data in table "task" */
export type TaskSetInput = {
  readonly completedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly deletedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly dueHasTime?: InputMaybe<Scalars['Boolean']['input']>;
  readonly startOn?: InputMaybe<Scalars['date']['input']>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
};

/** Streaming cursor of the table "task" */
export type TaskStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TaskStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TaskStreamCursorValueInput = {
  readonly boardId?: InputMaybe<Scalars['Int']['input']>;
  readonly completedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly createdBy?: InputMaybe<Scalars['Int']['input']>;
  readonly description?: InputMaybe<Scalars['String']['input']>;
  readonly dueAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly dueHasTime?: InputMaybe<Scalars['Boolean']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly rank?: InputMaybe<Scalars['String']['input']>;
  readonly startOn?: InputMaybe<Scalars['date']['input']>;
  readonly taskListId?: InputMaybe<Scalars['Int']['input']>;
  readonly title?: InputMaybe<Scalars['String']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly version?: InputMaybe<Scalars['Int']['input']>;
};

/** update columns of table "task" */
export type TaskUpdateColumn =
  /** column name */
  | 'completedAt'
  /** column name */
  | 'deletedAt'
  /** column name */
  | 'description'
  /** column name */
  | 'dueAt'
  /** column name */
  | 'dueHasTime'
  /** column name */
  | 'startOn'
  /** column name */
  | 'title';

export type TaskUpdates = {
  /** sets the columns of the filtered rows to the given values */
  readonly _set?: InputMaybe<TaskSetInput>;
  /** filter the rows which have to be updated */
  readonly where: TaskBoolExp;
};

/** Boolean expression to filter rows from the table "ticket". All fields are combined with a logical 'AND'. */
export type TicketBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TicketBoolExp>>;
  readonly _not?: InputMaybe<TicketBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TicketBoolExp>>;
  readonly boughtAt?: InputMaybe<TimestamptzComparisonExp>;
  readonly boughtBy?: InputMaybe<IntComparisonExp>;
  readonly buyer?: InputMaybe<AccountProfileBoolExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly number?: InputMaybe<IntComparisonExp>;
  readonly reservation?: InputMaybe<ReservationBoolExp>;
  readonly reservationId?: InputMaybe<IntComparisonExp>;
  readonly seat?: InputMaybe<StringComparisonExp>;
  readonly serie?: InputMaybe<StringComparisonExp>;
  readonly status?: InputMaybe<TicketStatusEnumComparisonExp>;
  readonly ticketOffer?: InputMaybe<TicketOfferBoolExp>;
  readonly ticketOfferId?: InputMaybe<IntComparisonExp>;
  readonly updatedAt?: InputMaybe<TimestamptzComparisonExp>;
};

/** Boolean expression to filter rows from the table "ticket_offer". All fields are combined with a logical 'AND'. */
export type TicketOfferBoolExp = {
  readonly _and?: InputMaybe<ReadonlyArray<TicketOfferBoolExp>>;
  readonly _not?: InputMaybe<TicketOfferBoolExp>;
  readonly _or?: InputMaybe<ReadonlyArray<TicketOfferBoolExp>>;
  readonly available?: InputMaybe<IntComparisonExp>;
  readonly currency?: InputMaybe<CurrencyBoolExp>;
  readonly currencyCode?: InputMaybe<StringComparisonExp>;
  readonly event?: InputMaybe<EventBoolExp>;
  readonly eventId?: InputMaybe<IntComparisonExp>;
  readonly id?: InputMaybe<IntComparisonExp>;
  readonly priceMinor?: InputMaybe<BigintComparisonExp>;
  readonly reservations?: InputMaybe<ReservationBoolExp>;
  readonly sellingOption?: InputMaybe<SellingOptionEnumComparisonExp>;
  readonly serie?: InputMaybe<StringComparisonExp>;
  readonly ticketType?: InputMaybe<TicketTypeEnumComparisonExp>;
  readonly tickets?: InputMaybe<TicketBoolExp>;
};

/** Ordering options when selecting data from "ticket_offer". */
export type TicketOfferOrderBy = {
  readonly available?: InputMaybe<OrderBy>;
  readonly currency?: InputMaybe<CurrencyOrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly event?: InputMaybe<EventOrderBy>;
  readonly eventId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly sellingOption?: InputMaybe<OrderBy>;
  readonly serie?: InputMaybe<OrderBy>;
  readonly ticketType?: InputMaybe<OrderBy>;
};

/** select columns of table "ticket_offer" */
export type TicketOfferSelectColumn =
  /** column name */
  | 'currencyCode'
  /** column name */
  | 'eventId'
  /** column name */
  | 'id'
  /** column name */
  | 'priceMinor'
  /** column name */
  | 'sellingOption'
  /** column name */
  | 'serie'
  /** column name */
  | 'ticketType';

/** Streaming cursor of the table "ticket_offer" */
export type TicketOfferStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TicketOfferStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TicketOfferStreamCursorValueInput = {
  readonly currencyCode?: InputMaybe<Scalars['String']['input']>;
  readonly eventId?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly priceMinor?: InputMaybe<Scalars['bigint']['input']>;
  readonly sellingOption?: InputMaybe<SellingOptionEnum>;
  readonly serie?: InputMaybe<Scalars['String']['input']>;
  readonly ticketType?: InputMaybe<TicketTypeEnum>;
};

/** Ordering options when selecting data from "ticket". */
export type TicketOrderBy = {
  readonly boughtAt?: InputMaybe<OrderBy>;
  readonly boughtBy?: InputMaybe<OrderBy>;
  readonly buyer?: InputMaybe<AccountProfileOrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly number?: InputMaybe<OrderBy>;
  readonly reservation?: InputMaybe<ReservationOrderBy>;
  readonly reservationId?: InputMaybe<OrderBy>;
  readonly seat?: InputMaybe<OrderBy>;
  readonly serie?: InputMaybe<OrderBy>;
  readonly status?: InputMaybe<OrderBy>;
  readonly ticketOffer?: InputMaybe<TicketOfferOrderBy>;
  readonly ticketOfferId?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
};

/** select columns of table "ticket" */
export type TicketSelectColumn =
  /** column name */
  | 'boughtAt'
  /** column name */
  | 'boughtBy'
  /** column name */
  | 'id'
  /** column name */
  | 'number'
  /** column name */
  | 'reservationId'
  /** column name */
  | 'seat'
  /** column name */
  | 'serie'
  /** column name */
  | 'status'
  /** column name */
  | 'ticketOfferId'
  /** column name */
  | 'updatedAt';

export type TicketStatusEnum =
  | 'AVAILABLE'
  | 'PAID'
  | 'RESERVED'
  | 'VOID';

/** Boolean expression to compare columns of type "TicketStatusEnum". All fields are combined with logical 'AND'. */
export type TicketStatusEnumComparisonExp = {
  readonly _eq?: InputMaybe<TicketStatusEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<TicketStatusEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<TicketStatusEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<TicketStatusEnum>>;
};

/** Streaming cursor of the table "ticket" */
export type TicketStreamCursorInput = {
  /** Stream column input with initial value */
  readonly initialValue: TicketStreamCursorValueInput;
  /** cursor ordering */
  readonly ordering?: InputMaybe<CursorOrdering>;
};

/** Initial value of the column from where the streaming should start */
export type TicketStreamCursorValueInput = {
  readonly boughtAt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly boughtBy?: InputMaybe<Scalars['Int']['input']>;
  readonly id?: InputMaybe<Scalars['Int']['input']>;
  readonly number?: InputMaybe<Scalars['Int']['input']>;
  readonly reservationId?: InputMaybe<Scalars['Int']['input']>;
  readonly seat?: InputMaybe<Scalars['String']['input']>;
  readonly serie?: InputMaybe<Scalars['String']['input']>;
  readonly status?: InputMaybe<TicketStatusEnum>;
  readonly ticketOfferId?: InputMaybe<Scalars['Int']['input']>;
  readonly updatedAt?: InputMaybe<Scalars['timestamptz']['input']>;
};

export type TicketTypeEnum =
  | 'COUPLES'
  | 'GOLDEN_CIRCLE'
  | 'PREEMPTIVE'
  | 'STANDARD';

/** Boolean expression to compare columns of type "TicketTypeEnum". All fields are combined with logical 'AND'. */
export type TicketTypeEnumComparisonExp = {
  readonly _eq?: InputMaybe<TicketTypeEnum>;
  readonly _in?: InputMaybe<ReadonlyArray<TicketTypeEnum>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _neq?: InputMaybe<TicketTypeEnum>;
  readonly _nin?: InputMaybe<ReadonlyArray<TicketTypeEnum>>;
};

export type TicketTypeName =
  | 'COUPLES'
  | 'GOLDEN_CIRCLE'
  | 'PREEMPTIVE'
  | 'STANDARD';

/** Boolean expression to compare columns of type "timestamptz". All fields are combined with logical 'AND'. */
export type TimestamptzComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _gt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _gte?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['timestamptz']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _lte?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _neq?: InputMaybe<Scalars['timestamptz']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['timestamptz']['input']>>;
};

/** Boolean expression to compare columns of type "uuid". All fields are combined with logical 'AND'. */
export type UuidComparisonExp = {
  readonly _eq?: InputMaybe<Scalars['uuid']['input']>;
  readonly _gt?: InputMaybe<Scalars['uuid']['input']>;
  readonly _gte?: InputMaybe<Scalars['uuid']['input']>;
  readonly _in?: InputMaybe<ReadonlyArray<Scalars['uuid']['input']>>;
  readonly _isNull?: InputMaybe<Scalars['Boolean']['input']>;
  readonly _lt?: InputMaybe<Scalars['uuid']['input']>;
  readonly _lte?: InputMaybe<Scalars['uuid']['input']>;
  readonly _neq?: InputMaybe<Scalars['uuid']['input']>;
  readonly _nin?: InputMaybe<ReadonlyArray<Scalars['uuid']['input']>>;
};

export type Product_Aggregate_Bool_Exp = {
  readonly count?: InputMaybe<Product_Aggregate_Bool_Exp_Count>;
};

export type Product_Aggregate_Bool_Exp_Count = {
  readonly arguments?: InputMaybe<ReadonlyArray<ProductSelectColumn>>;
  readonly distinct?: InputMaybe<Scalars['Boolean']['input']>;
  readonly filter?: InputMaybe<ProductBoolExp>;
  readonly predicate: IntComparisonExp;
};

/** order by avg() on columns of table "product" */
export type Product_Avg_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by max() on columns of table "product" */
export type Product_Max_Order_By = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly externalId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly publishedAt?: InputMaybe<OrderBy>;
  readonly sku?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by min() on columns of table "product" */
export type Product_Min_Order_By = {
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly currencyCode?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly externalId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly name?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly productId?: InputMaybe<OrderBy>;
  readonly publishedAt?: InputMaybe<OrderBy>;
  readonly sku?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by stddev() on columns of table "product" */
export type Product_Stddev_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by stddev_pop() on columns of table "product" */
export type Product_Stddev_Pop_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by stddev_samp() on columns of table "product" */
export type Product_Stddev_Samp_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by sum() on columns of table "product" */
export type Product_Sum_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by var_pop() on columns of table "product" */
export type Product_Var_Pop_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by var_samp() on columns of table "product" */
export type Product_Var_Samp_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

/** order by variance() on columns of table "product" */
export type Product_Variance_Order_By = {
  readonly creatorId?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly imageId?: InputMaybe<OrderBy>;
  readonly priceMinor?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
  readonly weightGram?: InputMaybe<OrderBy>;
};

export type Task_Aggregate_Bool_Exp = {
  readonly bool_and?: InputMaybe<Task_Aggregate_Bool_Exp_Bool_And>;
  readonly bool_or?: InputMaybe<Task_Aggregate_Bool_Exp_Bool_Or>;
  readonly count?: InputMaybe<Task_Aggregate_Bool_Exp_Count>;
};

export type Task_Aggregate_Bool_Exp_Bool_And = {
  readonly arguments: Task_Select_Column_Task_Aggregate_Bool_Exp_Bool_And_Arguments_Columns;
  readonly distinct?: InputMaybe<Scalars['Boolean']['input']>;
  readonly filter?: InputMaybe<TaskBoolExp>;
  readonly predicate: BooleanComparisonExp;
};

export type Task_Aggregate_Bool_Exp_Bool_Or = {
  readonly arguments: Task_Select_Column_Task_Aggregate_Bool_Exp_Bool_Or_Arguments_Columns;
  readonly distinct?: InputMaybe<Scalars['Boolean']['input']>;
  readonly filter?: InputMaybe<TaskBoolExp>;
  readonly predicate: BooleanComparisonExp;
};

export type Task_Aggregate_Bool_Exp_Count = {
  readonly arguments?: InputMaybe<ReadonlyArray<TaskSelectColumn>>;
  readonly distinct?: InputMaybe<Scalars['Boolean']['input']>;
  readonly filter?: InputMaybe<TaskBoolExp>;
  readonly predicate: IntComparisonExp;
};

/** order by avg() on columns of table "task" */
export type Task_Avg_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by max() on columns of table "task" */
export type Task_Max_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly completedAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly dueAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly rank?: InputMaybe<OrderBy>;
  readonly startOn?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly title?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by min() on columns of table "task" */
export type Task_Min_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly completedAt?: InputMaybe<OrderBy>;
  readonly createdAt?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly description?: InputMaybe<OrderBy>;
  readonly dueAt?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly rank?: InputMaybe<OrderBy>;
  readonly startOn?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly title?: InputMaybe<OrderBy>;
  readonly updatedAt?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** select "task_aggregate_bool_exp_bool_and_arguments_columns" columns of table "task" */
export type Task_Select_Column_Task_Aggregate_Bool_Exp_Bool_And_Arguments_Columns =
  /** column name */
  | 'dueHasTime';

/** select "task_aggregate_bool_exp_bool_or_arguments_columns" columns of table "task" */
export type Task_Select_Column_Task_Aggregate_Bool_Exp_Bool_Or_Arguments_Columns =
  /** column name */
  | 'dueHasTime';

/** order by stddev() on columns of table "task" */
export type Task_Stddev_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by stddev_pop() on columns of table "task" */
export type Task_Stddev_Pop_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by stddev_samp() on columns of table "task" */
export type Task_Stddev_Samp_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by sum() on columns of table "task" */
export type Task_Sum_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by var_pop() on columns of table "task" */
export type Task_Var_Pop_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by var_samp() on columns of table "task" */
export type Task_Var_Samp_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};

/** order by variance() on columns of table "task" */
export type Task_Variance_Order_By = {
  readonly boardId?: InputMaybe<OrderBy>;
  readonly createdBy?: InputMaybe<OrderBy>;
  readonly id?: InputMaybe<OrderBy>;
  readonly taskListId?: InputMaybe<OrderBy>;
  readonly version?: InputMaybe<OrderBy>;
};



export type SdkFunctionWrapper = <T>(action: (requestHeaders?:Record<string, string>) => Promise<T>, operationName: string, operationType?: string, variables?: any) => Promise<T>;


const defaultWrapper: SdkFunctionWrapper = (action, _operationName, _operationType, _variables) => action();

export function getSdk(client: GraphQLClient, withWrapper: SdkFunctionWrapper = defaultWrapper) {
  return {

  };
}
export type Sdk = ReturnType<typeof getSdk>;