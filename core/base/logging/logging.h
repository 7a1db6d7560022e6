// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Poco/Util/AbstractConfiguration.h>

#include <memory>

#include "base/logging/secret_mask.h"

namespace herald::core {

/// Sets up all Poco loggers by the properties logging.*, as Poco::Util::LoggingConfigurator reads them. All of them log
/// through one SafeChannel, which masks secrets. By default, messages from Information up go to stderr: with the
/// priorities of syslog if stderr is the journal, otherwise with the local time.
///
/// May be called again with another configuration or mask, while other threads log; from one thread at a time.
/// Throws std::runtime_error if logging.* is wrong; then nothing has changed.
void setupLogging(const Poco::Util::AbstractConfiguration& configuration, std::shared_ptr<const SecretMask> mask);

/// Throws what setupLogging would throw. Changes nothing.
void checkLogging(const Poco::Util::AbstractConfiguration& configuration);

/// True if `fd` is the stream that systemd names in the variable JOURNAL_STREAM (systemd.exec(5): "DEVICE:INODE").
/// `journalStream` is the value of the variable, or nullptr.
bool isJournal(const char* journalStream, int fd);

}  // namespace herald::core
