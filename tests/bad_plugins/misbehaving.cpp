// SPDX-License-Identifier: Apache-2.0
// One class for each call in which a plugin may throw or hang. The library itself loads normally.
#include <Poco/Exception.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <utility>

#include "hang.h"
#include "herald/async_sink.h"
#include "herald/register.h"
#include "quiet.h"

namespace {

class ThrowsInConstructor : public QuietSink {
 public:
  ThrowsInConstructor() { throw std::runtime_error("boom in the constructor"); }
};

class ThrowsInOptions : public QuietSink {
 public:
  std::vector<herald::Option> options() const override { throw Poco::NotFoundException("boom in options"); }
};

class ThrowsInSummary : public QuietSink {
 public:
  std::string summary() const override { throw std::runtime_error("boom in summary"); }
};

class ThrowsInConfigure : public QuietSink {
 public:
  void configure(const herald::Settings&, herald::Host&) override { throw std::runtime_error("boom in configure"); }
};

class HangsInConfigure : public QuietSink {
 public:
  void configure(const herald::Settings&, herald::Host&) override { hang(); }
};

class ThrowsInDeliver : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override { throw std::runtime_error("boom in deliver"); }
};

class ThrowsAnIntInDeliver : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override { throw 42; }
};

class HangsInDeliver : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override {
    hang();
    return {};
  }
};

class CrashesInDeliver : public QuietSink {
 public:
  herald::Outcome deliver(const herald::Attempt&) override { std::abort(); }
};

class CrashesInBegin : public QuietSink, public herald::AsyncSink {
 public:
  void begin(const herald::Attempt&, herald::Completion) override { std::abort(); }
};

/// While the attempt is under way.
class CrashesAfterBegin : public QuietSink, public herald::AsyncSink {
 public:
  void begin(const herald::Attempt&, herald::Completion done) override {
    thread_ = std::jthread([done = std::move(done)] { std::abort(); });
  }

 private:
  std::jthread thread_{};
};

class CrashesInApply : public QuietTransform {
 public:
  void apply(const herald::Event&, const Emit&) override { std::raise(SIGFPE); }
};

class CrashesInRun : public QuietSource {
 public:
  void run(herald::Feed&) noexcept override { fail(); }

 private:
  static void fail() { throw std::runtime_error("s3cret"); }
};

/// Keeps what it may use only within the call, and uses it for the next event.
class KeepsEmit : public QuietTransform {
 public:
  void apply(const herald::Event& event, const Emit& emit) override {
    if (kept_) kept_(event);
    kept_ = emit;
    emit(event);
  }

 private:
  Emit kept_{};
};

class ThrowsInApply : public QuietTransform {
 public:
  void apply(const herald::Event&, const Emit&) override { throw std::runtime_error("boom in apply"); }
};

class HangsInApply : public QuietTransform {
 public:
  void apply(const herald::Event&, const Emit&) override { hang(); }
};

class ThrowsInRun : public QuietSource {
 public:
  void run(herald::Feed&) override { throw std::runtime_error("boom in run"); }
};

class HangsInRun : public QuietSource {
 public:
  void run(herald::Feed&) override { hang(); }
};

/// Hangs only after it was configured. Otherwise the plugin host would refuse it while it loads the library.
class HangsInDestructor : public QuietSink {
 public:
  ~HangsInDestructor() override {
    if (configured_) hang();
  }
  void configure(const herald::Settings&, herald::Host&) override { configured_ = true; }

 private:
  bool configured_ = false;
};

class NoKind : public Quiet<herald::Plugin> {};

}  // namespace

HERALD_PLUGINS_BEGIN
HERALD_PLUGIN(ThrowsInConstructor, "throws_in_constructor")
HERALD_PLUGIN(ThrowsInOptions, "throws_in_options")
HERALD_PLUGIN(ThrowsInSummary, "throws_in_summary")
HERALD_PLUGIN(ThrowsInConfigure, "throws_in_configure")
HERALD_PLUGIN(HangsInConfigure, "hangs_in_configure")
HERALD_PLUGIN(ThrowsInDeliver, "throws_in_deliver")
HERALD_PLUGIN(ThrowsAnIntInDeliver, "throws_an_int_in_deliver")
HERALD_PLUGIN(HangsInDeliver, "hangs_in_deliver")
HERALD_PLUGIN(CrashesInDeliver, "crashes_in_deliver")
HERALD_PLUGIN(CrashesInBegin, "crashes_in_begin")
HERALD_PLUGIN(CrashesAfterBegin, "crashes_after_begin")
HERALD_PLUGIN(CrashesInApply, "crashes_in_apply")
HERALD_PLUGIN(CrashesInRun, "crashes_in_run")
HERALD_PLUGIN(KeepsEmit, "keeps_emit")
HERALD_PLUGIN(ThrowsInApply, "throws_in_apply")
HERALD_PLUGIN(HangsInApply, "hangs_in_apply")
HERALD_PLUGIN(ThrowsInRun, "throws_in_run")
HERALD_PLUGIN(HangsInRun, "hangs_in_run")
HERALD_PLUGIN(HangsInDestructor, "hangs_in_destructor")
HERALD_PLUGIN(NoKind, "no_kind")
HERALD_PLUGINS_END
