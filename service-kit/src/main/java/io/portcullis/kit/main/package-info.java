/** The command line both servers share. */
@org.jspecify.annotations.NullMarked
package io.portcullis.kit.main;
