#include "heraldctl/client/daemon_path.h"

namespace herald::core::ctl {

std::string daemonPath(const std::vector<std::string>& parts, const Poco::URI::QueryParameters& query) {
  Poco::URI uri;
  std::string path;
  for (const auto& part : parts) {
    path += '/';
    Poco::URI::encode(part, "/?#%", path);
  }
  uri.setQueryParameters(query);
  return query.empty() ? path : path + "?" + uri.getRawQuery();
}

}  // namespace herald::core::ctl
