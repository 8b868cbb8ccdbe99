namespace SyncServer.Load.Hammer;

/// <summary>Reads one answer; its bytes are there until it returns.</summary>
internal delegate void AnswerReader(Answer answer);
