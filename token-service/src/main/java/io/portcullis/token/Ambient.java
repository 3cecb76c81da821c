package io.portcullis.token;

import io.portcullis.kit.telemetry.Metrics;
import java.security.SecureRandom;
import java.time.InstantSource;

/** What the whole process has one of. */
record Ambient(InstantSource clock, SecureRandom random, Metrics metrics) {}
