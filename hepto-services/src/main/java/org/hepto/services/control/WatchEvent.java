package org.hepto.services.control;

/** What a watcher of a node hears: first how it stands, then each change; at the end maybe how it stands then. */
public sealed interface WatchEvent permits NodeStatus, UnitChange {}
