// SPDX-License-Identifier: Apache-2.0
// The destructors and defaults of the interfaces are defined here, and so are their vtables and type_info: once in a
// process, so that dynamic_cast and exceptions work across libraries.
#include "herald/async_sink.h"
#include "herald/attempt_carrier.h"
#include "herald/camera.h"
#include "herald/custody.h"
#include "herald/feed.h"
#include "herald/host.h"
#include "herald/http.h"
#include "herald/plugin.h"
#include "herald/prober.h"
#include "herald/sink.h"
#include "herald/source.h"
#include "herald/source_watcher.h"
#include "herald/transform.h"
#include "herald/vocabulary.h"

namespace herald::inline v1 {

Plugin::Plugin() = default;
Plugin::~Plugin() = default;
std::string Plugin::summary() const { return {}; }
TemplateUser::~TemplateUser() = default;
VocabularyOwner::~VocabularyOwner() = default;
Adviser::~Adviser() = default;
Prober::~Prober() = default;
Source::~Source() = default;
Camera::~Camera() = default;
Transform::~Transform() = default;
Timers::~Timers() = default;
TimerUser::~TimerUser() = default;
Sink::~Sink() = default;
AsyncSink::~AsyncSink() = default;
AttemptCarrier::~AttemptCarrier() = default;
SourceWatcher::~SourceWatcher() = default;
Previewer::~Previewer() = default;
Host::~Host() = default;
void Host::ready(std::string_view) {}
void Host::count(std::string_view, std::uint64_t) {}
void Host::measure(std::string_view, std::string_view, std::optional<double>) {}
std::shared_ptr<void> Host::share(std::string_view, const std::function<std::shared_ptr<void>(Host&)>& make) {
  return make(*this);
}
Feed::~Feed() = default;
Custody* Feed::custody() { return nullptr; }
Custody::~Custody() = default;
HttpClient::~HttpClient() = default;

}  // namespace herald::inline v1
