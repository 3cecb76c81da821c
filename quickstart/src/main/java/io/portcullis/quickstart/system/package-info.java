/** The whole system as processes on this machine: files, ports, start in order, stop in reverse. */
@NullMarked
package io.portcullis.quickstart.system;

import org.jspecify.annotations.NullMarked;
