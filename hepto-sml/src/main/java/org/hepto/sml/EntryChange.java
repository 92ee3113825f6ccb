package org.hepto.sml;

import java.util.Optional;

/**
 * A change in the {@link ReplicatedMap}.
 *
 * @param owner the node whose entry it is
 * @param key the entry's name
 * @param before the value before, if there was one
 * @param after the value now, if there is one
 */
public record EntryChange(String owner, String key, Optional<Bytes> before, Optional<Bytes> after) {}
