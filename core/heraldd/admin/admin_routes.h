// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// One request to the running daemon, from heraldctl, a script or a monitor.
struct AdminRequest {
  std::string method{"GET"};
  std::string path{"/"};                       ///< decoded, without the query
  std::map<std::string, std::string> query{};  ///< decoded
  std::string body{};
  std::string name{};     ///< the part of the path that {name} in the pattern stands for
  bool isTrusted = true;  ///< the client may see payloads, addresses and settings

  std::string parameter(const std::string& key) const;  ///< of the query; empty if it is missing
};

struct AdminAnswer {
  int status = 200;
  std::string body{"{}"};
  std::string type{"application/json"};
};

/// A handler throws this if it cannot answer a request. The client gets the status and the sentence.
class AdminFailure : public std::exception {
 public:
  AdminFailure(int status, std::string text) : status_(status), text_(std::move(text)) {}
  int status() const { return status_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  int status_;
  std::string text_;
};

/// The failure for a name that no sink has: 404, with the nearest of the names that exist.
AdminFailure noSuchSink(const std::string& name, const std::vector<std::string>& sinks);

/// The requests that the daemon understands. Each has a method and a path, in which {name} stands for one part. Add
/// all routes before the first request; after that every thread may call answer().
class AdminRoutes {
 public:
  using Handler = std::function<AdminAnswer(const AdminRequest&)>;
  using Mask = std::function<std::string(std::string_view)>;

  /// `mask` hides the secrets in each answer.
  explicit AdminRoutes(Mask mask = {}) : mask_(std::move(mask)) {}

  /// `pattern` is for example "/sinks/{name}/pause". A method other than GET makes it a change.
  void add(const std::string& method, const std::string& pattern, Handler handler);

  /// Throws nothing. A failure becomes the answer {"error": sentence} with its status: 404 or 405 if no route matches,
  /// 500 for any exception other than AdminFailure.
  AdminAnswer answer(AdminRequest request) const;

 private:
  struct Route {
    std::string method;
    std::vector<std::string> parts;
    Handler handler;
  };
  const Route& find(AdminRequest& request) const;
  AdminAnswer unmasked(AdminRequest& request) const;

  Mask mask_;
  std::vector<Route> routes_{};
};

}  // namespace herald::core
