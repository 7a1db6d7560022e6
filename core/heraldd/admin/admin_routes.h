#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace herald::core {

/// One request to the running daemon: `heraldctl`'s, a script's or a monitor's.
struct AdminRequest {
  std::string method{"GET"};
  std::string path{"/"};                       ///< decoded, without the query
  std::map<std::string, std::string> query{};  ///< decoded
  std::string body{};
  std::string name{};  ///< what stands in the place of {name} in the pattern

  std::string parameter(const std::string& key) const;  ///< of the query; empty if it is not there
};

struct AdminAnswer {
  int status = 200;
  std::string body{"{}"};
  std::string type{"application/json"};
};

/// What a handler throws where a request cannot be answered: the sentence goes to whoever asked.
class AdminFailure : public std::exception {
 public:
  AdminFailure(int status, std::string text) : status_(status), text_(std::move(text)) {}
  int status() const { return status_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  int status_;
  std::string text_;
};

/// The requests that the daemon understands: a method and a path, in which {name} stands for one part. Filled before
/// the first request; then every thread may ask it.
class AdminRoutes {
 public:
  using Handler = std::function<AdminAnswer(const AdminRequest&)>;
  using Mask = std::function<std::string(std::string_view)>;

  /// `mask` makes the secrets in an answer unreadable.
  explicit AdminRoutes(Mask mask = {}) : mask_(std::move(mask)) {}

  /// `pattern`: "/sinks/{name}/pause". Of a method other than GET it is a change.
  void add(const std::string& method, const std::string& pattern, Handler handler);

  /// Throws nothing: a failure is an answer {"error": sentence} with its status, 404 and 405 for what nobody handles,
  /// 500 for any other exception.
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
