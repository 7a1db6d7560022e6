// The key functions of the interfaces: one home for each vtable and type_info, so that exceptions and dynamic_cast work
// across libraries.
#include "herald/host.h"
#include "herald/http.h"
#include "herald/plugin.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/transform.h"

namespace herald::inline v1 {

Failure::Failure(Outcome::Verdict verdict, const std::string& reason) : std::runtime_error(reason), verdict_(verdict) {}
Failure::~Failure() = default;
Plugin::Plugin() = default;
Plugin::~Plugin() = default;
TemplateUser::~TemplateUser() = default;
Source::~Source() = default;
Transform::~Transform() = default;
Sink::~Sink() = default;
Host::~Host() = default;
Feed::~Feed() = default;
HttpClient::~HttpClient() = default;

}  // namespace herald::inline v1
