// SPDX-License-Identifier: Apache-2.0
#include "kafka/client_log.h"

#include <syslog.h>

#include <string>

namespace herald::kafka {

void logLine(Host& host, int severity, std::string_view facility, std::string_view text) {
  // "[thrd:10.0.0.1:9092/bootstrap]: " names a thread of the library
  if (const auto end = text.find("]: "); text.starts_with("[thrd:") && end != text.npos) text.remove_prefix(end + 3);
  const Level level = severity <= LOG_WARNING ? Level::Warning : severity == LOG_NOTICE ? Level::Notice : Level::Debug;
  host.log(level, "librdkafka: " + std::string(text) + " (" + std::string(facility) + ")");
}

}  // namespace herald::kafka
