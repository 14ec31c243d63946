import { acceptRequest } from './accept-request.ts'
import { makeActionItem } from './action-item.ts'
import { attachFile, removeAttachment, renameAttachment } from './attachments.ts'
import { moveToColumn, setBoard } from './boards.ts'
import { addComment, deleteComment } from './comments.ts'
import { confirmPulls } from './confirm-pulls.ts'
import { createItem, createItems } from './create-item.ts'
import { addCriteria, addCriterion, deleteCriterion, editCriterion, moveCriterion, tickCriterion } from './criteria.ts'
import { deleteItems, parkItems, restoreItems } from './delete-item.ts'
import { addEntry, deleteEntry, editEntry, moveEntry, restoreEntry } from './checklists.ts'
import { decide, raiseDecision } from './decisions.ts'
import { createDomain, editDomain } from './domains.ts'
import { editItem, editItems, setDescription, setLabel, tickReady } from './edit-item.ts'
import { dropItems } from './drop-items.ts'
import { createEpic, deleteEpic, editEpic } from './epics.ts'
import { createFormula, deleteFormula, editFormula, setRubric } from './formulas.ts'
import { createGoal, deleteGoal, editGoal, moveGoal } from './goals.ts'
import { deleteImpediment, raiseImpediment, reopenImpediment, resolveImpediment } from './impediments.ts'
import { setIfRoom } from './if-room.ts'
import { addLink, deleteLink } from './links.ts'
import { addMeasurement, createMetric, editMetric } from './metrics.ts'
import { beginLookBack, endLookBack, keepLookBack, showPart } from './look-back.ts'
import { mergeItems } from './merge-items.ts'
import { moveItem, moveItems } from './move-item.ts'
import { sayOrderWhy } from './order-why.ts'
import { noteParking } from './parking.ts'
import { createPerson, createTeam, editPerson, editTeam, setRole, setTeam } from './people.ts'
import { editPlanFact, editRootText, renamePlan } from './plan-facts.ts'
import { beginPlanning, endPlanning, goToPhase, setPhases } from './planning.ts'
import { pullItem, putMyName, returnItem, setStage } from './pull-item.ts'
import {
  answerQuestion,
  askFromComment,
  askQuestion,
  deleteQuestion,
  editQuestion,
  reopenQuestion,
  takeAnswerOver,
} from './questions.ts'
import {
  cancelRound,
  explainCard,
  putCard,
  repeatRound,
  settleRound,
  showCard,
  startRound,
  turnRound,
} from './rounds.ts'
import { addReflection, deleteReflection, editReflection, voteReflection } from './reflections.ts'
import { answerRequest, deleteRequest, makeRequest, refuseMore } from './requests.ts'
import { sayWhy } from './say-why.ts'
import { scoreItem, scoreItems } from './scores.ts'
import { startScoring } from './scoring-rounds.ts'
import { restoreRecord } from './restore-record.ts'
import { settleConflict } from './settle-conflict.ts'
import { addToAgenda, moveOnAgenda, removeFromAgenda } from './session-agenda.ts'
import { endSession, keepSummary, noteSession } from './session-end.ts'
import { joinSession, leadSession, setTimer, showItem, startSession } from './session-steps.ts'
import { deleteSession, editSession, planSession } from './sessions.ts'
import { splitItem } from './split-item.ts'
import { splitInSprint } from './split-in-sprint.ts'
import { agreeToChange, changeSprint, clarifyInSprint, reorderInSprint, setGoalHolds } from './sprint-changes.ts'
import { createSprint, deleteSprint, editSprint, finishSprint, sayReached, startSprint } from './sprints.ts'
import { answerSurvey, closeSurvey, startSurvey } from './surveys.ts'
import { sayNotSame } from './distinctions.ts'
import { beginSeeing, seeAll, seeOne } from './seen.ts'
import { deleteView, editView, moveView, saveView } from './views.ts'
import { addTask, deleteTask, editTask, tickTask } from './tasks.ts'
import { createTemplate, deleteTemplate, editTemplate, moveTemplate, useTemplate } from './templates.ts'

/** Every intent there is. What is not in here cannot be done to a plan. */
export const ALL_COMMANDS = [
  createItem,
  createItems,
  editItem,
  editItems,
  setLabel,
  tickReady,
  setDescription,
  moveItem,
  moveItems,
  sayWhy,
  deleteItems,
  restoreItems,
  parkItems,
  noteParking,
  dropItems,
  splitItem,
  mergeItems,
  setStage,
  pullItem,
  returnItem,
  setIfRoom,
  putMyName,
  addCriterion,
  addCriteria,
  editCriterion,
  tickCriterion,
  moveCriterion,
  deleteCriterion,
  addTask,
  editTask,
  tickTask,
  deleteTask,
  addLink,
  deleteLink,
  addComment,
  deleteComment,
  createEpic,
  editEpic,
  deleteEpic,
  createGoal,
  editGoal,
  moveGoal,
  deleteGoal,
  createMetric,
  editMetric,
  addMeasurement,
  createDomain,
  editDomain,
  createPerson,
  editPerson,
  setRole,
  setTeam,
  createTeam,
  editTeam,
  createSprint,
  editSprint,
  startSprint,
  finishSprint,
  deleteSprint,
  sayReached,
  changeSprint,
  reorderInSprint,
  clarifyInSprint,
  confirmPulls,
  splitInSprint,
  agreeToChange,
  setGoalHolds,
  setBoard,
  moveToColumn,
  raiseImpediment,
  resolveImpediment,
  reopenImpediment,
  deleteImpediment,
  makeRequest,
  answerRequest,
  refuseMore,
  acceptRequest,
  makeActionItem,
  beginLookBack,
  showPart,
  endLookBack,
  keepLookBack,
  deleteRequest,
  addReflection,
  editReflection,
  voteReflection,
  deleteReflection,
  renamePlan,
  editPlanFact,
  editRootText,
  editEntry,
  addEntry,
  moveEntry,
  deleteEntry,
  restoreEntry,
  restoreRecord,
  settleConflict,
  raiseDecision,
  decide,
  saveView,
  editView,
  moveView,
  deleteView,
  sayNotSame,
  beginSeeing,
  seeAll,
  seeOne,
  scoreItem,
  scoreItems,
  sayOrderWhy,
  createFormula,
  editFormula,
  deleteFormula,
  setRubric,
  startSurvey,
  answerSurvey,
  closeSurvey,
  startRound,
  putCard,
  turnRound,
  showCard,
  repeatRound,
  settleRound,
  startScoring,
  explainCard,
  cancelRound,
  askQuestion,
  askFromComment,
  editQuestion,
  answerQuestion,
  takeAnswerOver,
  reopenQuestion,
  deleteQuestion,
  createTemplate,
  editTemplate,
  moveTemplate,
  deleteTemplate,
  useTemplate,
  planSession,
  editSession,
  deleteSession,
  addToAgenda,
  removeFromAgenda,
  moveOnAgenda,
  startSession,
  showItem,
  setTimer,
  joinSession,
  leadSession,
  noteSession,
  endSession,
  keepSummary,
  beginPlanning,
  goToPhase,
  setPhases,
  endPlanning,
  attachFile,
  renameAttachment,
  removeAttachment,
] as const
