#pragma once

#include <Poco/Util/AbstractConfiguration.h>

#include <memory>

#include "base/logging/secret_mask.h"

namespace herald::core {

/// Sets up all Poco loggers by the properties logging.*, as Poco::Util::LoggingConfigurator knows them, behind one
/// SafeChannel that masks the secrets. Without them, and for whatever they leave out, messages from Information up go
/// to stderr: with syslog's priorities where that is the journal, else with the local time.
///
/// May be called again, also while other threads log, with a changed configuration or mask; from one thread at a time.
/// Throws std::runtime_error that says what is wrong with logging.*; then nothing has changed.
void setupLogging(const Poco::Util::AbstractConfiguration& configuration, std::shared_ptr<const SecretMask> mask);

/// Throws what setupLogging would throw, and changes nothing.
void checkLogging(const Poco::Util::AbstractConfiguration& configuration);

/// Is `fd` the stream that systemd names in the variable JOURNAL_STREAM (systemd.exec(5): "DEVICE:INODE")?
/// `journalStream` is its value, or nullptr.
bool isJournal(const char* journalStream, int fd);

}  // namespace herald::core
