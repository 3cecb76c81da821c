/**
 * The connection to DynamoDB and what every room with a table needs of it. It knows no table of its
 * own and no room.
 */
@org.jspecify.annotations.NullMarked
package io.portcullis.token.dynamo;
