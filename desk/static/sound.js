"use strict";
// The sounds of a page. Both loops always run in the audio thread; a gain opens them. So neither a busy page nor a
// sleeping tab can keep the alarm from sounding, and the "lost" sound is a dead man's switch: it is always scheduled
// to open a few seconds from now, and each sign of life from the desk puts it off again.
const DeskSound = (() => {
  const RATE = 22050;
  let context = null, master = null, alarm = null, lost = null, ear = null, ringing = false, lostNow = false;

  // A loop of tones: [hertz, seconds, loudness] one after the other. Three harmonics cut through talk better than one.
  function loop(tones) {
    const seconds = tones.reduce((sum, tone) => sum + tone[1], 0);
    const buffer = context.createBuffer(1, Math.round(seconds * RATE), RATE);
    const samples = buffer.getChannelData(0);
    let at = 0;
    for (const [hertz, length, loudness] of tones) {
      const count = Math.round(length * RATE), ramp = 0.006 * RATE;
      for (let i = 0; i < count && at < samples.length; i += 1, at += 1) {
        const phase = (2 * Math.PI * hertz * i) / RATE;
        const wave = 0.62 * Math.sin(phase) + 0.26 * Math.sin(2 * phase) + 0.12 * Math.sin(3 * phase);
        samples[at] = loudness * wave * Math.min(1, i / ramp, (count - i) / ramp);
      }
    }
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.loop = true;
    return source;
  }

  function through(source) {
    const gain = context.createGain();
    gain.gain.value = 0;
    source.connect(gain);
    gain.connect(master);
    source.start();
    return gain;
  }

  function build(volume) {
    context = new AudioContext({ latencyHint: "interactive" });
    ear = context.createAnalyser();
    ear.fftSize = 2048;
    master = context.createGain();
    master.gain.value = volume;
    master.connect(ear);
    ear.connect(context.destination);
    alarm = through(loop([[988, 0.16, 1], [1319, 0.16, 1], [988, 0.16, 1], [1319, 0.16, 1], [0, 0.36, 0]]));
    lost = through(loop([[440, 0.45, 1], [311, 0.45, 1], [0, 0.6, 0]]));
  }

  function open(gain, wanted) {
    gain.gain.cancelScheduledValues(0);
    gain.gain.setValueAtTime(wanted ? 1 : 0, context.currentTime);
  }

  return {
    // Ask for sound. The browser may refuse until somebody has pressed something on this page.
    async start(volume) {
      try {
        if (context === null) build(volume);
        const allowed = context.resume();
        await Promise.race([allowed, new Promise((done) => setTimeout(done, 400))]);
      } catch (refused) {
        return false;
      }
      if (context.state === "running") open(alarm, ringing);
      return context.state === "running";
    },
    get on() {
      return context !== null && context.state === "running";
    },
    ring(wanted) {
      if (wanted !== ringing && context !== null) open(alarm, wanted);
      ringing = wanted;
    },
    // The desk was heard: if it stays silent for so long from now on, sound.
    alive(seconds) {
      lostNow = false;
      if (context === null) return;
      open(lost, false);
      lost.gain.setValueAtTime(1, context.currentTime + seconds);
    },
    lost() {
      if (!lostNow && context !== null) open(lost, true);
      lostNow = true;
    },
    // One soft tone: this is what the loudspeaker of this page sounds like.
    tick() {
      if (context === null) return;
      const tone = context.createOscillator(), gain = context.createGain(), now = context.currentTime;
      tone.frequency.value = 660;
      gain.gain.setValueAtTime(0.2, now);
      gain.gain.exponentialRampToValueAtTime(0.001, now + 0.25);
      tone.connect(gain);
      gain.connect(master);
      tone.start(now);
      tone.stop(now + 0.3);
    },
    // How loud this page is just now (root mean square of what goes to the loudspeaker).
    level() {
      if (!this.on) return 0;
      const samples = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, s) => sum + s * s, 0) / samples.length);
    },
  };
})();
