import Dispatch
import Foundation
import Synchronization
import Testing

import Terminal

@Suite struct ProgressTests {
  /// A clock that stands still until it is set.
  private final class Clock: Sendable {
    private let seconds = Mutex(0.0)
    func set(_ value: Double) { seconds.withLock { $0 = value } }
    func now() -> Double { seconds.withLock { $0 } }
  }

  private func meter(
    total: Int, begun: Int = 0, _ display: ProgressMeter.Display
  ) -> (ProgressMeter, Paper, Clock) {
    let (paper, clock) = (Paper(), Clock())
    let meter = ProgressMeter(
      label: "train", total: total, begun: begun, unit: "images", display: display,
      write: paper.write, clock: clock.now)
    return (meter, paper, clock)
  }

  @Test func plainLinesComeByTenthsAndNotTooOften() {
    let (meter, paper, clock) = meter(total: 200, .lines)
    #expect(paper.text == "train: 0 of 200 images, 0 %\n")
    for (second, done) in [(1.0, 50), (5.0, 50), (5.0, 52), (6.0, 100), (8.0, 101), (12.0, 102)] {
      clock.set(second)
      meter.advance(to: done)
    }
    clock.set(40)
    meter.advance(to: 103)
    meter.advance(to: 99)
    clock.set(50)
    meter.message("half way")
    meter.advance(to: 200)
    meter.finish()
    meter.finish()
    meter.advance(to: 200)
    #expect(
      paper.text == """
        train: 0 of 200 images, 0 %
        train: 52 of 200 images, 26 %, 10.4 images/s, 0:14 left
        train: 101 of 200 images, 50 %, 12.6 images/s, 0:08 left
        train: 103 of 200 images, 51 %, 2.6 images/s, 0:38 left
        half way
        train: 200 of 200 images, 100 %, 4.0 images/s, 0:00 left
        train: 200 of 200 images, 100 %, 4.0 images/s, took 0:50

        """)
  }

  @Test func whatWasDoneBeforeCountsForNoRate() {
    let (meter, paper, clock) = meter(total: 200, begun: 100, .lines)
    clock.set(5)
    meter.advance(to: 150)
    meter.finish()
    #expect(
      paper.text == """
        train: 100 of 200 images, 50 %
        train: 150 of 200 images, 75 %, 10.0 images/s, 0:05 left
        train: 150 of 200 images, 75 %, 10.0 images/s, took 0:05

        """)
  }

  @Test func aBarIsDrawnOver() {
    let (meter, paper, clock) = meter(total: 8, .bar(width: { 80 }))
    clock.set(0.05)
    meter.advance(to: 1)
    clock.set(0.5)
    meter.advance(to: 2)
    meter.message("hello")
    clock.set(2)
    meter.advance(to: 8)
    meter.finish()
    let clear = "\r\u{1B}[K"
    #expect(
      paper.written == [
        clear + "train [....................]   0 %, 0/8 images",
        clear + "train [#####...............]  25 %, 2/8 images, 4.0 images/s, 0:02 left",
        clear + "hello\n",
        clear + "train [#####...............]  25 %, 2/8 images, 4.0 images/s, 0:02 left",
        clear + "train [####################] 100 %, 8/8 images, 4.0 images/s, 0:00 left",
        clear + "train [####################] 100 %, 8/8 images, 4.0 images/s, took 0:02",
        "\n",
      ])
  }

  @Test func aBarKeepsToTheWidth() {
    let (meter, paper, _) = meter(total: 8, .bar(width: { 30 }))
    meter.advance(to: 8)
    #expect(paper.written.allSatisfy { $0.count <= "\r\u{1B}[K".count + 29 })
  }

  /// The window is made narrower, then wider, while the bar is shown.
  @Test func aBarFollowsTheWidth() {
    let width = Mutex(30)
    let (meter, paper, clock) = meter(total: 8, .bar(width: { width.withLock { $0 } }))
    for (second, columns) in [(1.0, 20), (2.0, 60)] {
      clock.set(second)
      width.withLock { $0 = columns }
      meter.advance(to: Int(second))
    }
    #expect(paper.written.map { $0.count - "\r\u{1B}[K".count } == [29, 19, 59])
  }

  @Test func aMeterLetGoFinishesItsLine() {
    var (meter, paper, _) = meter(total: 8, .bar(width: { 80 })) as (ProgressMeter?, Paper, Clock)
    meter?.advance(to: 3)
    meter = nil
    #expect(paper.text.hasSuffix("took 0:00\n"))
  }

  @Test func nothingToDoIsAllDone() {
    let (meter, paper, _) = meter(total: 0, .lines)
    meter.advance(to: 5)
    meter.finish()
    #expect(
      paper.text == """
        train: 0 of 0 images, 100 %
        train: 0 of 0 images, 100 %, took 0:00

        """)
  }

  @Test func silence() {
    let (meter, paper, _) = meter(total: 3, .silent)
    meter.advance(to: 3)
    meter.message("hello")
    meter.finish()
    #expect(paper.written.isEmpty)
  }

  @Test func threadsMayAdvanceTogether() {
    let (meter, paper, _) = meter(total: 1000, .lines)
    DispatchQueue.concurrentPerform(iterations: 1000) { meter.advance(to: $0 + 1) }
    meter.finish()
    #expect(paper.text.hasSuffix("train: 1000 of 1000 images, 100 %, took 0:00\n"))
  }

  @Test(arguments: [
    (0.0, "0:00"), (59.6, "1:00"), (754.0, "12:34"), (3723.0, "1:02:03"), (-1.0, "0:00"),
    (.infinity, "more than a year"),
  ])
  func durations(seconds: Double, text: String) {
    #expect(ProgressText.duration(seconds) == text)
  }
}
