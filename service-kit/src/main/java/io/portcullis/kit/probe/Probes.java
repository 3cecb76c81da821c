package io.portcullis.kit.probe;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the probes ask.
 *
 * @param live whether the process makes progress; must not depend on another system
 * @param started whether the configuration is read and the listeners are bound
 * @param waitingFor what still keeps it from being ready, in words for the operator; ready when
 *     empty
 */
public record Probes(
    BooleanSupplier live, BooleanSupplier started, Supplier<List<String>> waitingFor) {}
