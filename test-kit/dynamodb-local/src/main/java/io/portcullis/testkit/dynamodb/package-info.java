/** Starts Amazon's DynamoDB Local; nothing else of ours is on this module's class path. */
@NullMarked
package io.portcullis.testkit.dynamodb;

import org.jspecify.annotations.NullMarked;
