/** What the Helm chart renders, and whether our servers take it. */
@NullMarked
package io.portcullis.quickstart.chart;

import org.jspecify.annotations.NullMarked;
