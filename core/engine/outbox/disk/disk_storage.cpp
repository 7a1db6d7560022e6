// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/disk_storage.h"

#include <Poco/Logger.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/text/counted.h"
#include "engine/outbox/damage.h"
#include "engine/outbox/disk/delivery_name.h"
#include "engine/outbox/disk/file_gap.h"
#include "engine/outbox/disk/net_changes.h"
#include "herald/thread.h"

namespace herald::core {

namespace {

// Sequences that may be given while the file of an earlier process is opened.
constexpr std::uint64_t kRoom = 1 << 20;

// How many refused changes get their events at once, so that not all of them are in memory.
constexpr std::size_t kSome = 256;

// A file that takes less of a full disk is not worth replacing.
constexpr std::uintmax_t kWorthwhile = 1 << 20;

Poco::Logger& logger() { return Poco::Logger::get("outbox"); }

// Such a change does not matter if the disk refuses it: the row on disk is right except for the attempts.
bool onlyCountsAttempts(const Change& change) {
  return change.kind == Change::Kind::Update && change.row == change.delivery.sequence &&
         change.delivery.ending.reason.empty();
}

std::string nameOfMoved(const Change& change) {
  const auto& delivery = change.delivery;
  return deliveryName(delivery.sequence, delivery.sink) +
         (change.from.empty() ? "" : ", which was moved from the sink " + change.from + ",");
}

}  // namespace

DiskStorage::DiskStorage(const QueueBounds& bounds, Options options, TimeSource& time)
    : Storage(bounds),
      options_(std::move(options)),
      time_(time),
      ends_(options_.file.path.parent_path() / "ended"),
      tally_(options_.file.path.parent_path() / "tally"),
      state_(options_.file.path.parent_path(), kRetry) {
  if (identityOf(options_.file.path) == FileIdentity{}) ends_.clear();
  index.adopt({}, {}, ends_.lastRow());  // no sequence of a mark comes again
  try {
    file_ = open();
    reader_.open(file_);
    setLow(isLow(*file_));
    takeOver(*file_);
    file_->reserveSpare(index.deadLetterBytes());
  } catch (const DiskProblem& error) {
    refuse({}, error.what());
  }
  thread_ = startThread([this] { work(); });
}

/// Takes up what an earlier process left, except what has ended.
void DiskStorage::takeOver(OutboxFile& file) {
  auto stored = file.takeStored();
  auto changes = endedIn(stored, file);
  index.adopt(stored, file.takeNotes(), file.lastSequence());
  tookOver_ = true;
  for (auto& change : changes) log(std::move(change));
  remember(std::exchange(said_, {}), 0);
  reportDamaged(std::exchange(damagedInFile_, {}));
}

/// Removes from `stored` what has ended. Says whether something is missing.
std::vector<Change> DiskStorage::endedIn(std::vector<StoredDelivery>& stored, OutboxFile& file) {
  damagedInFile_.merge(file.takeDamaged());
  const Tally::Count now{.sequence = file.lastSequence(), .rows = stored.size() + damagedInFile_.size()};
  if (const auto missing = tally_.missing(options_.file.path, now); !missing.empty()) say(missing);
  tally_.set(now);
  return ends_.applyTo(stored, time_.now());
}

void DiskStorage::say(const std::string& damage) {
  logger().error(damage);
  said_.push_back(damage);
}

/// Keeps damage until an operator has acknowledged it: sentences, and how many single deliveries are lost.
void DiskStorage::remember(const std::vector<std::string>& sentences, std::size_t lost) {
  if (sentences.empty() && lost == 0) return;
  Damage damage(index.notes().value(Damage::kOwner, Damage::kKey));
  for (const auto& sentence : sentences) damage.add(sentence);
  damage.addLost(lost);
  index.keep(damage.note());
}

DiskStorage::~DiskStorage() {
  {
    const MutexLock lock(mutex);
    stopped_ = true;
    work_.notifyAll();
  }
  thread_.join();
  const MutexLock lock(mutex);
  if (state_.refuses()) recover();
  commit();
  if (!isOpen()) return;
  tally_.set({.sequence = index.lastSequence(), .rows = index.countOnDisk(), .clean = true});
  file_->emptyLog();  // SQLite leaves it if another program has the file open
}

std::shared_ptr<OutboxFile> DiskStorage::open() {
  return std::make_shared<OutboxFile>(options_.file, time_, [this](const std::string& text) { say(text); });
}

bool DiskStorage::takes(const Event& event) const { return isOpen() && !state_.isLow() && keeps(event); }

bool DiskStorage::keeps(const Event& event) const {
  return options_.events && (options_.progress || event.category != Category::Progress);
}

void DiskStorage::log(Change change) {
  const bool keepsEnds = file_ != nullptr;
  if (!isOpen() && !(keepsEnds && EndMarks::isEnd(change))) return;
  if (!pending_.add(std::move(change))) return;
  pending_.setDue(time_.now() + kFlush);
  if (pending_.due() < restsUntil_) work_.notifyAll();
}

void DiskStorage::sayLost(std::uint64_t sequence, const std::string& sink) {
  reportLost({{sequence, deliveryName(sequence, sink)}}, "is missing on disk");
}

OutboxHealth DiskStorage::health() const {
  auto problem = state_.problem();
  const bool durable = options_.events && problem.empty();
  return {.durable = durable, .problem = std::move(problem)};
}

void DiskStorage::setWake(Outbox::Wake wake) { wake_.set(std::move(wake)); }

void DiskStorage::commit() {
  const auto last = pending_.logged();
  pending_.needSafe();
  while (!pending_.isSafe(last)) {
    if (writing_) {
      written_.wait(mutex, [this, last]() HERALD_REQUIRES(mutex) { return !writing_ || pending_.isSafe(last); });
    } else {
      writePending();
    }
  }
}

void DiskStorage::awaitWriter() {
  written_.wait(mutex, [this]() HERALD_REQUIRES(mutex) { return !writing_; });
}

void DiskStorage::writePending() {
  writing_ = true;
  const bool refused = state_.refuses();
  auto batch = pending_.take();
  const auto sequence = index.lastSequence();
  const auto rows = index.countOnDisk();
  const auto letters = index.deadLetterBytes();
  auto* const file = file_.get();
  std::string problem;
  bool low = false;
  {
    const MutexUnlock unlocked(mutex);
    try {
      if (refused) {
        ends_.add(batch.changes);
      } else {
        write(*file, batch, sequence, rows);
        low = isLow(*file);
        if (!low) file->reserveSpare(letters);
      }
    } catch (const std::exception& error) {
      problem = error.what();
    }
  }
  writing_ = false;
  if (problem.empty()) {
    pending_.written(batch);
    if (refused) {
      work_.notifyAll();  // only the next try is due
    } else {
      setLow(low);
    }
  } else {
    refuse(std::move(batch.changes), problem);
  }
  written_.notifyAll();
}

std::shared_ptr<const OutboxFile> DiskStorage::openFile() {
  const MutexLock lock(mutex);
  if (!file_) throw DiskProblem("the file of the outbox cannot be opened");
  return file_;
}

/// The log waits for the writes of deliveries, and each of them for one slice of the log. While the disk refuses
/// deliveries, nothing of the log goes there either.
void DiskStorage::writeLog(const std::vector<LogRow>& rows, const LogBounds& bounds,
                           std::chrono::system_clock::time_point now) {
  const MutexLock lock(mutex);
  awaitWriter();
  if (stopped_ || !isOpen()) throw DiskProblem("the disk refuses the outbox: `heraldctl status` says why");
  if (state_.isLow()) throw DiskProblem("the disk has little room, which is for deliveries");
  writing_ = true;
  auto* const file = file_.get();
  std::string problem;
  {
    const MutexUnlock unlocked(mutex);
    try {
      file->writeLog(rows, bounds, now);
    } catch (const std::exception& error) {
      problem = error.what();
    }
  }
  writing_ = false;
  written_.notifyAll();
  if (!problem.empty()) throw DiskProblem(problem);
}

void DiskStorage::write(OutboxFile& file, const PendingChanges::Batch& batch, std::uint64_t lastSequence,
                        std::size_t rows) {
  ends_.reserve(rows);
  file.write(batch.changes, batch.safe, lastSequence);
  ends_.clear();
  if (batch.safe) {
    tally_.set({.sequence = lastSequence});
  } else {
    file.shrink();
  }
}

void DiskStorage::refuse(std::vector<Change> changes, const std::string& problem) {
  if (state_.refuse(problem, time_.now())) {
    logger().error(problem + "; new deliveries are in memory only until the disk works again");
  }
  auto later = pending_.take().changes;  // the threads that need them on disk wait on, until they are in memory
  std::move(later.begin(), later.end(), std::back_inserter(changes));
  changes = netOf(std::move(changes));
  takeBack(changes);
  auto meanwhile = pending_.giveUp();
  std::move(meanwhile.begin(), meanwhile.end(), std::back_inserter(changes));
  for (auto& change : netOf(std::move(changes))) log(std::move(change));  // keeps the ends
  written_.notifyAll();
  room.notifyAll();
  work_.notifyAll();
}

void DiskStorage::takeBack(std::vector<Change>& changes) {
  std::size_t back = 0;
  RowReader::Names lost;
  for (std::span<Change> rest(changes); !rest.empty();) {
    const auto some = rest.first(std::min(rest.size(), kSome));
    readBodies(some);
    for (const auto& change : some) {
      const auto result = takeBack(change);
      if (result == Refused::GivenBack) ++back;
      if (result == Refused::Lost) lost.emplace(change.delivery.sequence, nameOfMoved(change));
    }
    rest = rest.subspan(some.size());
  }
  reportLost(lost, "cannot be read from disk");
  if (back > 0) {
    logger().error(counted(back, "moved delivery cannot be read from disk now, and waits where it was: move it again",
                           "moved deliveries cannot be read from disk now, and wait where they were: move them again"));
  }
}

DiskStorage::Refused DiskStorage::takeBack(const Change& change) {
  using Kind = Change::Kind;
  if (change.kind == Kind::Remove || change.kind == Kind::Keep || onlyCountsAttempts(change)) return Refused::Kept;
  const auto& delivery = change.delivery;
  auto& queue = index.queue(delivery.sink);
  if (delivery.event) {
    index.demote(delivery, change.kind == Kind::Update ? change.row : 0);
    return Refused::Kept;
  }
  if (!change.from.empty() && queue.giveBack(delivery.sequence, index.queue(change.from), change.row))
    return Refused::GivenBack;
  return queue.lose(delivery.sequence) ? Refused::Lost : Refused::Kept;
}

/// Reads the events of refused moves: their deliveries are still in the rows of before. Nothing is logged meanwhile,
/// because the disk refuses, and nobody writes.
void DiskStorage::readBodies(std::span<Change> changes) {
  const auto isWanted = [](const Change& change) {
    return change.kind == Change::Kind::Update && !change.delivery.event && !onlyCountsAttempts(change);
  };
  std::vector<std::uint64_t> rows;
  for (const auto& change : changes) {
    if (isWanted(change)) rows.push_back(change.row);
  }
  if (rows.empty()) return;
  writing_ = true;
  FileReader::Deliveries whole;
  {
    const MutexUnlock unlocked(mutex);
    whole = reader_.readLast(rows);
  }
  writing_ = false;
  for (auto& change : changes) {
    const auto found = whole.find(change.row);
    if (isWanted(change) && found != whole.end()) change.delivery.event = found->second.event;
  }
}

std::optional<Storage::Deliveries> DiskStorage::read(const std::vector<std::uint64_t>& sequences) {
  for (;;) {
    try {
      auto rows = reader_.read(sequences);
      if (!rows.damaged.empty()) {
        const MutexLock lock(mutex);
        reportDamaged(rows.damaged);
      }
      return std::move(rows.found);
    } catch (const ReadProblem& problem) {
      const MutexLock lock(mutex);
      awaitWriter();
      if (problem.opening() != reader_.opening()) continue;
      if (!state_.refuses()) refuse({}, problem.what());
      return std::nullopt;
    }
  }
}

void DiskStorage::reportDamaged(const RowReader::Names& damaged) { reportLost(damaged, "was damaged on disk"); }

/// Once for each delivery. The log names as many as the damage says. `how` is why they are lost.
void DiskStorage::reportLost(const RowReader::Names& lost, const std::string& how) {
  if (lost.empty()) return;
  const auto toName = Damage(index.notes().value(Damage::kOwner, Damage::kKey)).toName();
  std::size_t count = 0;
  for (const auto& [sequence, known] : lost) {
    if (!lost_.insert(sequence).second || ++count > toName) continue;
    const auto name = known.empty() ? deliveryName(sequence, index.sinkOf(sequence)) : known;
    logger().error(name + " " + how + " and is lost");
  }
  if (count > toName) {
    logger().error(counted(count - toName, "more delivery is", "more deliveries are") +
                   " lost in the same way: the log names only the first " + std::to_string(Damage::kNamed));
  }
  remember({}, count);
}

/// The delivery log goes before the disk takes no new delivery. For the thread that writes.
bool DiskStorage::isLow(OutboxFile& file) {
  if (!file.isLow()) return false;
  if (!file.shedLog()) return true;
  logger().warning("the disk has little room, so Herald emptied the delivery log");
  return file.isLow();
}

void DiskStorage::setLow(bool low) {
  if (!state_.setLow(low, time_.now())) return;
  if (low) {
    logger().error(state_.problem());
    work_.notifyAll();
  } else {
    logger().notice("the disk has room again: new deliveries are on disk");
    promote();
  }
}

/// What was in memory only is written immediately, and then it is as safe as a stored delivery.
void DiskStorage::promote() {
  index.promote();
  room.notifyAll();
  pending_.needSafe();
  pending_.setDue(time_.now());
  work_.notifyAll();
}

Clock::time_point DiskStorage::nextWork() const { return std::min(pending_.due(), state_.retryAt()); }

void DiskStorage::awaitWork(Clock::time_point until) {
  restsUntil_ = until;
  time_.waitUntil(work_, mutex, until,
                  [this, until]() HERALD_REQUIRES(mutex) { return stopped_ || nextWork() != until; });
  restsUntil_ = Clock::time_point::min();
}

void DiskStorage::work() {
  const MutexLock lock(mutex);
  while (!stopped_) {
    const auto now = time_.now();
    if (const auto next = nextWork(); next > now) {
      awaitWork(next);
    } else if (writing_) {
      awaitWriter();
    } else if (pending_.due() <= now) {
      writePending();
    } else if (state_.refuses()) {
      if (!recover()) continue;
      const auto sinks = index.waitingSinks();
      const MutexUnlock unlocked(mutex);
      wake_.call(sinks);
    } else {
      state_.beginTry();
      setLow(file_->isLow());
    }
  }
}

/// Opens the file again and brings it up to date. It may be the file as it was, without the refused changes, or a new
/// one in its place. Bodies are read from the old file until the new one has them. If there was no old file, the new
/// one has what an earlier process left. Returns false if the disk still refuses.
bool DiskStorage::recover() {
  const bool isFirst = !tookOver_;
  auto reopened = tryFile([this, isFirst](std::uint64_t last) { return reopen(isFirst, last); });
  if (reopened.full && !index.waitsOnDisk() && keepInSpare()) {
    reopened = tryFile([this](std::uint64_t last) { return replaceFile(last); });
  }
  if (!reopened.problem.empty()) return false;
  auto before = adopt(std::move(reopened), isFirst);
  written_.notifyAll();
  const MutexUnlock unlocked(mutex);
  before.clear();
  return true;
}

/// Calls `attempt` with the newest sequence, without the mutex. If it fails, the disk still refuses.
template <typename Attempt>
DiskStorage::Reopened DiskStorage::tryFile(Attempt attempt) {
  writing_ = true;
  state_.beginTry();
  const auto last = index.lastSequence();
  Reopened reopened;
  {
    const MutexUnlock unlocked(mutex);
    reopened = attempt(last);
    if (!reopened.problem.empty()) reopened.file.reset();  // closes it, so that its room is free if it is removed
  }
  writing_ = false;
  if (!reopened.problem.empty()) refuse(std::move(reopened.ends), reopened.problem);
  return reopened;
}

/// The room of the file is worth more than the file: nothing in it waits, and the spare file has the rest.
DiskStorage::Reopened DiskStorage::replaceFile(std::uint64_t lastSequence) {
  Files before;
  {
    const MutexLock lock(mutex);
    before = {std::exchange(file_, nullptr), reader_.open(nullptr)};
  }
  before.clear();
  OutboxFile::remove(options_.file.path);
  ends_.clear();
  tally_.set({});
  return reopen(false, lastSequence);
}

/// Puts the dead letters and the notes into the spare file. Returns false if they are not all there, or if nobody knows
/// yet what an earlier process left.
bool DiskStorage::keepInSpare() {
  if (!file_) return false;
  std::vector<Delivery> letters;
  for (const auto& [name, queue] : index.queues()) {
    for (const auto& [sequence, letter] : queue.deadLetters().inMemory().all()) letters.push_back(*letter.whole);
  }
  const auto inMemory = letters;
  const auto onDisk = index.onDisk();
  const auto notes = index.notes().all();
  const auto last = index.lastSequence();
  const auto* const file = file_.get();
  writing_ = true;
  bool isKept = false;
  {
    const MutexUnlock unlocked(mutex);
    auto read = reader_.readLast(onDisk);
    for (auto& [sequence, letter] : read) letters.push_back(std::move(letter));
    isKept = read.size() == onDisk.size() && file->keepInSpare(letters, notes, last);
  }
  writing_ = false;
  if (!isKept) return false;
  for (const auto& letter : inMemory) index.demote(letter, letter.sequence);  // its row from now on
  return true;
}

DiskStorage::Reopened DiskStorage::reopen(bool isFirst, std::uint64_t lastSequence) {
  Reopened reopened;
  try {
    ends_.renew();
    reopened.file = open();
    auto& file = *reopened.file;
    if (isFirst) {
      auto stored = file.takeStored();
      if (const auto ends = endedIn(stored, file); !ends.empty()) {
        file.write(ends, true, file.lastSequence());
      }
      ends_.clear();
      file.moveBehind(lastSequence + kRoom);
    }
    reopened.there = file.takeStored();
    damagedInFile_.merge(file.takeDamaged());
    const auto gap = [&] {
      const MutexLock lock(mutex);
      state_.accept();  // from here on, the index logs its changes again, and they are written after these
      reopened.ends = pending_.take().changes;
      return FileGap(index, isFirst ? std::vector<StoredDelivery>{} : reopened.there);
    }();
    reopened.lost = gap.close(file, reader_);
    file.shrink();
    file.reserveSpare(0);
    reopened.low = isLow(file);
  } catch (const DiskProblem& problem) {
    reopened.problem = problem.what();
    reopened.full = problem.isFull() && OutboxFile::sizeAt(options_.file.path) >= kWorthwhile;
  } catch (const std::exception& error) {
    reopened.problem = error.what();
  }
  return reopened;
}

/// The names of damaged deliveries are known. If the index has them, they may be in memory and are not lost.
void DiskStorage::lose(const std::vector<std::uint64_t>& unread, bool isFirst) {
  const auto known = std::exchange(damagedInFile_, {});
  auto damaged = isFirst ? known : RowReader::Names{};
  RowReader::Names lost;
  for (const auto sequence : unread) {
    const auto sink = index.sinkOf(sequence);
    if (!index.lose(sequence)) continue;
    const auto name = known.find(sequence);
    if (name != known.end()) {
      damaged.insert(*name);
    } else {
      lost.emplace(sequence, deliveryName(sequence, sink));
    }
  }
  reportDamaged(damaged);
  reportLost(lost, "cannot be read from the old file");
}

/// Returns the files that it gives up, which close without the mutex.
DiskStorage::Files DiskStorage::adopt(Reopened reopened, bool isFirst) {
  Files before{std::exchange(file_, std::move(reopened.file))};
  before.push_back(reader_.open(file_));
  state_.setLow(reopened.low, time_.now());
  if (isFirst) index.adopt(reopened.there, file_->takeNotes());
  tookOver_ = true;
  lose(reopened.lost, isFirst);
  remember(std::exchange(said_, {}), 0);
  promote();
  commit();
  if (!state_.refuses()) logger().notice("the outbox is on disk again");
  return before;
}

}  // namespace herald::core
